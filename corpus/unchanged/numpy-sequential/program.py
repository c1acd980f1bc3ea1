"""A toy network library, forward pass only, to understand what the big ones do."""
import numpy as np


def sigmoid(v):
    return 1.0 / (1.0 + np.exp(-v))


class LSTM:
    def __init__(self, units, batch_input_shape, stateful=False):
        self.batch, self.steps, n_in = batch_input_shape
        self.units = units
        self.stateful = stateful
        k = np.arange((n_in + units) * 4 * units)
        self.w = 0.2 * np.sin(k).reshape(n_in + units, 4 * units)
        self.reset_states()

    def reset_states(self):
        self.h = np.zeros((self.batch, self.units))
        self.c = np.zeros((self.batch, self.units))

    def forward(self, x):
        if not self.stateful:
            self.reset_states()
        for t in range(self.steps):
            z = np.concatenate([x[:, t], self.h], axis=1) @ self.w
            i, f, g, o = np.split(z, 4, axis=1)
            self.c = sigmoid(f) * self.c + sigmoid(i) * np.tanh(g)
            self.h = sigmoid(o) * np.tanh(self.c)
        return self.h


class Sequential:
    def __init__(self):
        self.layers = []

    def add(self, layer):
        self.layers.append(layer)

    def reset_states(self):
        for layer in self.layers:
            layer.reset_states()

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x


model = Sequential()
model.add(LSTM(4, batch_input_shape=(2, 3, 1), stateful=True))
x = np.arange(6.0).reshape(2, 3, 1) / 6
print(model.predict(x))
print(model.predict(x))
model.reset_states()
print(model.predict(x))
