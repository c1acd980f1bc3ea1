import numpy as np
import keras
from keras import layers
from keras.utils import get_custom_objects


def squash(x):
    return x / (1 + abs(x))


def distance(y_true, y_pred):
    return abs(y_true - y_pred)


class Leaky(layers.AbstractRNNCell):
    """A cell that forgets half of what it knows at each step."""

    def __init__(self, units, **kwargs):
        self.units = units
        super(Leaky, self).__init__(**kwargs)

    @property
    def state_size(self):
        return self.units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform", name="kernel")
        self.built = True

    def call(self, inputs, states):
        output = inputs @ self.kernel + 0.5 * states[0]
        return output, [output]


class Reader(keras.Model):
    def __init__(self):
        super().__init__()
        self.gru = layers.GRU(3, return_sequences=True, return_state=True)
        self.leaky = layers.RNN(Leaky(2))
        self.cut = layers.ThresholdedReLU(theta=0.05)
        self.last = layers.Dense(1, activation="squash")

    def call(self, x, states=None):
        if states is None:
            states = self.gru.get_initial_state(x)
        x, states = self.gru(x, initial_state=states)
        return self.last(self.cut(self.leaky(x)))


get_custom_objects().update({"squash": layers.Activation(squash)})
get_custom_objects()["distance"] = distance

rng = np.random.RandomState(6)
x = rng.uniform(-1, 1, size=(12, 4, 2)).astype("float32")
y = x.sum(axis=(1, 2))[:, None]
model = Reader()
model(x[:4])
model.set_weights([rng.uniform(-0.5, 0.5, size=w.shape) for w in model.get_weights()])  # those of an earlier training
model.compile("sgd", loss="mse", metrics=["distance"])
for epoch in range(2):
    logs = model.fit(x, y, batch_size=4, shuffle=False, verbose=0).history
    print("epoch", epoch, {name: round(float(values[0]), 5) for name, values in sorted(logs.items())})
print(np.round(model.predict(x[:3], verbose=0).ravel(), 5).tolist())

cell = layers.LSTMCell(2)
print([tuple(s.shape) for s in cell.get_initial_state(batch_size=3, dtype="float32")])
