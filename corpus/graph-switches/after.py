# Heart beats: what is left of a small web application that kept the graph of TensorFlow 1 at hand for its threads.
import numpy as np
import tensorflow as tf
from keras.layers import Dense, GRU
from keras.models import Sequential


class Doctor(object):
    """Made once; described and asked from any thread."""

    def __init__(self, beats):
        self.model = Sequential()
        self.model.add(GRU(6, input_shape=(beats, 1), activation="tanh"))
        self.model.add(Dense(1, activation="sigmoid"))
        self.model.compile(loss="binary_crossentropy", optimizer="sgd")

    def describe(self):
        lines = []
        self.model.summary(print_fn=lambda line, **_: lines.append(line))
        names = [layer.__class__.__name__ for layer in self.model.layers]
        return names, self.model.count_params(), bool(lines)

    def learn(self, curves, ill):
        history = self.model.fit(curves, ill, epochs=4, batch_size=10, shuffle=False, verbose=0)
        return history.history["loss"]

    def ask(self, curve):
        return float(self.model.predict(curve[np.newaxis], verbose=0)[0, 0])


random = np.random.RandomState(12)
ill = random.randint(0, 2, size=40)
time = np.linspace(0, 4 * np.pi, 12)
curves = np.sin(time[None] * (1 + 0.5 * ill[:, None])) + random.normal(scale=0.1, size=(40, 12))
curves = curves[:, :, None].astype("float32")

doctor = Doctor(beats=12)
print(doctor.describe())
print([round(float(loss), 5) for loss in doctor.learn(curves, ill)])
print([round(doctor.ask(curve), 4) for curve in curves[:5]])
