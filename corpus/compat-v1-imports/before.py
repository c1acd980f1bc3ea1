"""Counting the peaks of a signal with Keras as TensorFlow 1's compatibility module had it."""
import numpy as np
import tensorflow.compat.v2 as tf
from tensorflow.compat.v2.keras.models import Sequential
from tensorflow.compat.v2.keras.layers import Conv1D, Dense, Flatten, MaxPooling1D
from tensorflow.compat.v2.keras.layers import LSTM
from tensorflow.compat.v2.keras.optimizers import SGD
import tensorflow.compat.v2.keras.backend as K

tf.random.set_seed(5)
K.set_floatx("float32")


def signals(count, length=24):
    rng = np.random.RandomState(8)
    peaks = rng.randint(1, 5, size=count)
    t = np.arange(length) / length
    x = np.sin(2 * np.pi * peaks[:, None] * t[None]) + rng.normal(scale=0.05, size=(count, length))
    return x[..., None].astype("float32"), peaks.astype("float32")


x, y = signals(48)
counter = Sequential([
    Conv1D(4, 3, activation="relu", input_shape=(24, 1)),
    MaxPooling1D(2),
    LSTM(5, return_sequences=True),
    Flatten(),
    Dense(1),
])
counter.compile(SGD(0.01), "mae")
losses = counter.fit(x, y, batch_size=12, epochs=3, shuffle=False, verbose=0).history["loss"]
print(np.round(losses, 4))
print(np.round(counter.predict(x[:6], verbose=0).ravel(), 3), y[:6])
