"""Subclassed forecaster with a memory that survives from batch to batch."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers


class Forecaster(keras.Model):
    """Two recurrent layers with memory and a linear read-out."""

    def __init__(self, units, horizon):
        super().__init__()
        self.low = layers.GRU(units, return_sequences=True, stateful=True)
        self.high = layers.SimpleRNN(units, stateful=True)
        self.readout = layers.Dense(horizon)

    def call(self, inputs):
        x = self.low(inputs)
        x = self.high(x)
        return self.readout(x)


def tides(count, steps, horizon):
    t = np.arange(count * steps + horizon) / 7.0
    level = 0.7 * np.sin(t) + 0.2 * np.sin(2.1 * t + 0.5)
    x = level[: count * steps].reshape(count, steps, 1)
    y = np.stack([level[(i + 1) * steps:(i + 1) * steps + horizon] for i in range(count)])
    return x.astype("float32"), y.astype("float32")


batch_size = 1
x, y = tides(count=18, steps=6, horizon=2)

model = Forecaster(units=6, horizon=2)
model.build(input_shape=(batch_size, 6, 1))
model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=0.003), loss="mse")

for epoch in range(3):
    model.reset_states()
    history = model.fit(x, y, batch_size=batch_size, epochs=1, shuffle=False, verbose=0)
    print(f"epoch {epoch + 1} loss {history.history['loss'][0]:.5f}")

model.reset_states()
outputs = model.predict(x, batch_size=batch_size, verbose=0)
print(np.round(outputs[:3], 5))
print(np.round(outputs[-3:], 5))
