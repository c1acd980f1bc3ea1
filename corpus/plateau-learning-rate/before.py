#!/usr/bin/env python
import numpy as np
import tensorflow as tf
from tensorflow.keras.callbacks import Callback, LambdaCallback, ReduceLROnPlateau
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import SGD


class RateRecorder(Callback):
    """Keeps the rate of each epoch, and halves it once."""

    def __init__(self, halve_at):
        super(RateRecorder, self).__init__()
        self.halve_at = halve_at
        self.rates = []

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.halve_at:
            self.model.optimizer.lr = self.model.optimizer.lr * 0.5

    def on_epoch_end(self, epoch, logs=None):
        self.rates.append(float(tf.keras.backend.get_value(self.model.optimizer.lr)))


x = np.linspace(-1, 1, 48).reshape(-1, 1)
y = np.cos(3 * x) + 0.5

model = Sequential([Dense(10, activation="tanh", input_shape=(1,)), Dense(1)])
model.compile(loss="mse", optimizer=SGD(lr=0.3, momentum=0.5), metrics=["mae"])

recorder = RateRecorder(halve_at=2)
plateau = ReduceLROnPlateau(monitor="loss", factor=0.2, patience=1, min_delta=0.05, verbose=0)
seen = []
spy = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(round(float(logs["loss"]), 5)))
history = model.fit(x, y, epochs=6, batch_size=12, shuffle=False, verbose=0, callbacks=[recorder, plateau, spy])

print(seen)
print("rates", np.round(recorder.rates, 6))
print("lr by history", np.round(history.history["lr"], 6))
print("mae", np.round(history.history["mae"], 5))
