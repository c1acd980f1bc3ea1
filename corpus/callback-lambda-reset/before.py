#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Next-value prediction for four parallel sine waves."""

import numpy as np
from tensorflow import keras

BATCH = 4
STEPS = 6
EPOCHS = 5

t = np.linspace(0, 20, 49)
waves = np.stack([np.sin(t + 0.6 * k) for k in range(BATCH)])

x, y = [], []
for start in range(0, 48, STEPS):
    for wave in waves:
        x.append(wave[start:start + STEPS])
        y.append(wave[start + STEPS])
x = np.array(x)[..., np.newaxis]
y = np.array(y)

model = keras.models.Sequential()
model.add(keras.layers.LSTM(10, batch_input_shape=(BATCH, STEPS, 1), stateful=True))
model.add(keras.layers.Dense(6, activation="tanh"))
model.add(keras.layers.Dense(1))
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse")

# the waves begin again with every epoch, so does the state
forget = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: model.reset_states())

history = model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0, callbacks=[forget])
for loss in history.history["loss"]:
    print(f"{loss:.5f}")

first = model.predict(x[:4], verbose=0)
second = model.predict(x[4:8], verbose=0)
print(np.round(first[:, 0].astype(float), 5).tolist())
print(np.round(second[:, 0].astype(float), 5).tolist())
