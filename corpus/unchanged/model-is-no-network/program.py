"""Exponential smoothing per class; keras only supplies the one-hot labels."""
import numpy as np
from keras.utils import to_categorical


class SmoothingModel(object):
    """Keeps one running mean for each class."""

    stateful = True

    def __init__(self, classes, rate):
        self.classes = classes
        self.rate = rate
        self.reset_states()

    def reset_states(self):
        self.means = np.zeros(self.classes)

    def fit(self, x, y, epochs=1):
        for _ in range(epochs):
            for value, label in zip(x, y):
                self.means += self.rate * label * (value - self.means)
        return self

    def predict(self, y):
        return y @ self.means

    def evaluate(self, x, y):
        return float(np.mean((self.predict(y) - x) ** 2))


values = np.sin(np.arange(18) * 0.9)
labels = to_categorical(np.arange(18) % 3, 3)

model = SmoothingModel(classes=3, rate=0.2)
model.fit(values, labels)
print(np.round(model.means, 5))
print(round(model.evaluate(values, labels), 5))

model.reset_states()
model.fit(values, labels, epochs=3)
print(np.round(model.predict(labels)[:3], 5))
