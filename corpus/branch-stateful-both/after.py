#!/usr/bin/env python3
import argparse

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

parser = argparse.ArgumentParser(description="Guess the next sample of a humming transformer.")
parser.add_argument("--lstm", action="store_true", help="one LSTM instead of two GRUs")
parser.add_argument("--epochs", type=int, default=3)
args = parser.parse_args()

BATCH = 4
STEPS = 5

if args.lstm:
    model = keras.Sequential(name="one_lstm")
    model.add(layers.Input(batch_shape=(BATCH, STEPS, 1)))
    model.add(layers.LSTM(9, stateful=True))
    model.add(layers.Dense(1))
else:
    model = keras.Sequential([
        layers.Input(batch_shape=(BATCH, STEPS, 1)),
        layers.GRU(9, return_sequences=True, stateful=True),
        layers.GRU(5, stateful=True),
        layers.Dense(1),
    ], name="two_grus")
model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=0.01), loss="mse")

# four microphones, each a little later than the one before
t = np.arange(6 * STEPS + 1)
hum = np.stack([np.sin(0.5 * (t + 2 * m)) + 0.3 * np.sin(1.5 * t) for m in range(BATCH)])
x = np.concatenate([hum[:, i * STEPS:(i + 1) * STEPS] for i in range(6)])[..., None]
y = np.concatenate([hum[:, (i + 1) * STEPS] for i in range(6)])

for epoch in range(args.epochs):
    history = model.fit(x, y, batch_size=BATCH, epochs=1, verbose=0, shuffle=False)
    print(f"epoch {epoch + 1}: loss {history.history['loss'][0]:.5f}")
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()

print(f"score {model.evaluate(x, y, batch_size=BATCH, verbose=0):.5f}")
print("warm", model.predict(x[:BATCH], verbose=0)[:, 0].round(5))
for layer in model.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
print("cold", model.predict(x[:BATCH], verbose=0)[:, 0].round(5))
