"""Sequence classifier without memory between samples; order does not matter."""
import numpy as np
from tensorflow.keras.layers import Dense, Input, LSTM
from tensorflow.keras.models import Sequential

n, steps = 16, 6
phase = np.arange(n) * 0.4
x = np.sin(np.arange(steps)[None, :] * 0.5 + phase[:, None])[:, :, None]
y = (x[:, -1, 0] > x[:, 0, 0]).astype("float32")

model = Sequential([
    Input(shape=(steps, 1)),
    LSTM(8),
    Dense(1, activation="sigmoid"),
])
model.compile(loss="binary_crossentropy", optimizer="sgd", metrics=["accuracy"])

history = model.fit(x, y, batch_size=n, epochs=5, shuffle=True, verbose=0)
for loss in history.history["loss"]:
    print("loss: %.5f" % loss)

p = model.predict(x, verbose=0)[:, 0]
print(p.round(5))
