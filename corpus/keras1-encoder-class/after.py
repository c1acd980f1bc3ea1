import functools

import numpy as np
import keras
from keras import layers


class Encoder(layers.LSTM):
    """The last state of an LSTM whose forget gate begins at zero."""

    def __init__(self, size, **kwargs):
        super().__init__(units=size, recurrent_activation="sigmoid", unit_forget_bias=False, **kwargs)


class Step(layers.Dense):
    pass


recurrent = functools.partial(layers.GRU, recurrent_activation="sigmoid", return_sequences=True)
gaussian = functools.partial(layers.GaussianNoise, stddev=0.1)


def build(kind, steps, features):
    inputs = keras.Input((steps, features))
    x = layers.Convolution1D(filters=6, kernel_size=2, padding="same", strides=1)(inputs)
    x = layers.MaxPooling1D(pool_size=2, strides=1)(x)
    x = gaussian()(x)
    last = {"encoder": Encoder, "plain": layers.SimpleRNN}[kind]
    x = layers.Bidirectional(recurrent(units=4, recurrent_initializer="orthogonal"))(x)
    x = last(5)(x)
    outputs = Step(units=1, kernel_initializer="glorot_uniform")(x)
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
