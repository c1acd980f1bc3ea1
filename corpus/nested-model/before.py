"""Two-stage model: a recurrent memory and a head that also sees the last value."""

import numpy as np
from tensorflow.keras import layers, models

BATCH = 2
STEPS = 5
CHANNELS = 2


def build_memory():
    memory = models.Sequential(name="memory")
    memory.add(layers.LSTM(8, batch_input_shape=(BATCH, STEPS, CHANNELS),
                           return_sequences=True, stateful=True))
    memory.add(layers.TimeDistributed(layers.Dense(3)))
    memory.add(layers.Flatten())
    return memory


def build_model():
    memory = build_memory()
    window = layers.Input(batch_shape=(BATCH, STEPS, CHANNELS))
    last = layers.Flatten()(window)
    merged = layers.Concatenate()([memory(window), last])
    merged = layers.Dense(6, activation="tanh")(merged)
    return models.Model(window, layers.Dense(1)(merged))


def make_data(count):
    t = np.arange(count * STEPS, dtype="float32").reshape(count, STEPS)
    x = np.stack([np.sin(t / 4), np.cos(t / 9)], axis=-1)
    y = np.sin((t[:, -1] + 1) / 4) * np.cos((t[:, -1] + 1) / 9)
    return x, y[:, None]


x, y = make_data(20)
model = build_model()
model.compile(optimizer="adam", loss="mae")

for epoch in range(3):
    history = model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
    model.reset_states()
    print("epoch", epoch + 1, "mae", round(history.history["loss"][0], 5))

cold = model.predict(x, batch_size=BATCH, verbose=0)
warm = model.predict(x, batch_size=BATCH, verbose=0)
model.reset_states()
again = model.predict(x, batch_size=BATCH, verbose=0)

print("cold ", cold[:3, 0].round(5))
print("warm ", warm[:3, 0].round(5))
print("again", again[:3, 0].round(5))
