"""Two views of one memory: what it says, and what it remembers."""
import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import Dense, Input, LSTM, TimeDistributed
from tensorflow.keras.models import Model

VOICES = 2
BEATS = 8

melody = Input(batch_shape=(VOICES, BEATS, 1), name="melody")
memory = LSTM(6, return_sequences=True, return_state=True, stateful=True, name="memory")
said, hidden, cell = memory(melody)

singer = Model(melody, TimeDistributed(Dense(1))(said), name="singer")
probe = Model(melody, [hidden, cell], name="probe")
singer.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate=0.02))


def phrase(k):
    beat = np.arange(k * BEATS, (k + 1) * BEATS + 1)
    high = np.sin(beat * np.pi / 4)
    low = np.where(beat % 4 < 2, 0.2, -0.2)
    notes = np.stack([high, low])[..., np.newaxis]
    return notes[:, :-1], notes[:, 1:]


for epoch in range(3):
    total = 0.0
    for k in range(4):
        now, then = phrase(k)
        history = singer.fit(now, then, batch_size=VOICES, epochs=1, verbose=0, shuffle=False)
        total += history.history["loss"][0]
    for layer in singer.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print(f"epoch {epoch + 1}: {total / 4:.5f}")

now, _ = phrase(0)
singer.predict(now, batch_size=VOICES, verbose=0)
h, c = probe.predict(now, batch_size=VOICES, verbose=0)   # second time: the memory is shared
print("heard twice", h[0].round(5), c[1].round(5))

for layer in singer.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
h, c = probe.predict(now, batch_size=VOICES, verbose=0)
print("heard once ", h[0].round(5), c[1].round(5))

for layer in probe.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
print("sung afresh", singer.predict(now, batch_size=VOICES, verbose=0)[:, -2:, 0].round(5))
