import functools

import numpy as np
import keras
from keras import layers


class Encoder(layers.LSTM):
    """The last state of an LSTM whose forget gate begins at zero."""

    def __init__(self, size, **kwargs):
        super().__init__(output_dim=size, inner_activation="sigmoid", forget_bias_init="zero", **kwargs)


class Step(layers.Dense):
    pass


recurrent = functools.partial(layers.GRU, inner_activation="sigmoid", return_sequences=True)
gaussian = functools.partial(layers.GaussianNoise, sigma=0.1)


def build(kind, steps, features):
    inputs = keras.Input((steps, features))
    x = layers.Convolution1D(nb_filter=6, filter_length=2, border_mode="same", subsample_length=1)(inputs)
    x = layers.MaxPooling1D(pool_length=2, stride=1)(x)
    x = gaussian()(x)
    last = {"encoder": Encoder, "plain": layers.SimpleRNN}[kind]
    x = layers.Bidirectional(recurrent(output_dim=4, inner_init="orthogonal"))(x)
    x = last(5)(x)
    outputs = Step(output_dim=1, init="glorot_uniform")(x)
    return keras.Model(inputs, outputs)


def main():
    t = np.linspace(0, 6, 40)
    windows = np.stack([np.sin(t[i:i + 6]) for i in range(32)])[..., None]
    target = np.sin(t[6:38])
    for kind in ("encoder", "plain"):
        model = build(kind, 6, 1)
        model.compile("sgd", "mse")
        print(kind, "before %.5f" % model.evaluate(windows, target, verbose=0))
        print(np.round(model.predict(windows[:3], verbose=0).ravel(), 5).tolist())


main()
