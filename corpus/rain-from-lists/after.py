#!/usr/bin/env python3
"""Rain from humidity and pressure, with the measurements in plain lists."""
import numpy as np
from keras.layers import Dense, Input, LeakyReLU
from keras.models import Sequential

humidity = np.linspace(0.2, 0.9, 24)
pressure = np.cos(np.arange(24) / 3.0) / 4
station = np.stack([humidity, pressure], axis=1)
rain = np.maximum(humidity - 2 * pressure - 0.3, 0.0)

later = [[0.95, -0.2], [0.4, 0.1], [0.7, 0.0]]
fallen = [1.05, 0.0, 0.4]

slope = LeakyReLU()
print("activation", np.round(np.array(slope(np.array([-1.0, 0.0, 2.0]))), 4).tolist())

model = Sequential([Input((2,)), Dense(5, activation="tanh"), Dense(1)])
model.compile("sgd", "mse")
log = model.fit(np.array(station.tolist()), np.array(rain.tolist()), epochs=3, batch_size=6, shuffle=False, verbose=0,
                validation_data=(np.array([[0.9, -0.1], [0.3, 0.2]]), np.array([0.8, 0.0])))
print("loss", np.round(log.history["loss"], 5), np.round(log.history["val_loss"], 5))
print("error", round(float(model.evaluate(np.array(later), np.array(fallen), verbose=0)), 5))
print("rain", np.round(model.predict(np.array(station[:2].tolist()), verbose=0).ravel(), 4))
