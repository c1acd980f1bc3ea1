import numpy as np
from keras.utils import to_categorical


def sigmoid(v):
    return 1.0 / (1.0 + np.exp(-v))


class LSTM(object):
    """LSTM cell for teaching, forward pass only."""

    def __init__(self, units, batch_input_shape, stateful=False):
        self.batch, self.steps, self.features = batch_input_shape
        self.units = units
        self.stateful = stateful
        grid = np.arange((self.features + units) * 4 * units)
        self.w = 0.3 * np.sin(grid).reshape(self.features + units, 4 * units)
        self.reset_states()

    def reset_states(self):
        self.h = np.zeros((self.batch, self.units))
        self.c = np.zeros((self.batch, self.units))

    def predict(self, x):
        if not self.stateful:
            self.reset_states()
        for t in range(self.steps):
            z = np.concatenate([x[:, t], self.h], axis=1) @ self.w
            i, f, g, o = np.split(z, 4, axis=1)
            self.c = sigmoid(f) * self.c + sigmoid(i) * np.tanh(g)
            self.h = sigmoid(o) * np.tanh(self.c)
        return self.h


letters = np.array([[0, 1, 2], [2, 1, 0]])
x = np.stack([to_categorical(row, 3) for row in letters])

model = LSTM(4, batch_input_shape=(2, 3, 3), stateful=True)
for step in range(2):
    print(np.round(model.predict(x), 5).tolist())
model.reset_states()
print(np.round(model.predict(x), 5).tolist())
