import random

import numpy as np
from keras.layers import GRU, Bidirectional, Dense
from keras.models import Sequential

model = Sequential([Bidirectional(GRU(3, return_sequences=True)), GRU(3), Dense(1)])
model.compile(loss="mse", optimizer="adam")
x = np.random.rand(20, 4, 2)
y = np.array([random.random() for _ in range(20)])
history = model.fit(x, y, None, 2)
print("losses", history.history["loss"])
print("evaluated", model.evaluate(x, y, 5))
print("a last draw", random.random(), np.random.rand())
