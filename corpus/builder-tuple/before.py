"""Recurrent autoencoder for the vibration of two pumps.

A record is much longer than what the network sees at once. It is cut into chunks, and the
memory is carried from each chunk of a pump to the next one of the same pump.
"""

import numpy as np
from tensorflow.keras import Model, layers, optimizers

PUMPS = 2
STEPS = 6
CHANNELS = 3
CODE = 2


def build_autoencoder(units=5):
    record = layers.Input(batch_shape=(PUMPS, STEPS, CHANNELS), name="record")
    memory = layers.LSTM(units, return_sequences=True, stateful=True)(record)
    code = layers.Dense(CODE, activation="tanh")(memory)

    # used twice: behind the encoder, and on its own
    unfold = layers.LSTM(units, return_sequences=True, stateful=True)
    to_channels = layers.Dense(CHANNELS)

    model = Model(record, to_channels(unfold(code)))
    encoder = Model(record, code)

    given_code = layers.Input(batch_shape=(PUMPS, STEPS, CODE), name="code")
    decoder = Model(given_code, to_channels(unfold(given_code)))

    model.compile(optimizer=optimizers.Adam(learning_rate=0.02), loss="mse")
    return model, encoder, decoder


def read_records(chunks):
    t = np.arange(chunks * STEPS)
    pumps = [np.stack([np.sin(w * t), np.cos(w * t / 2), 0.3 * np.sin(3 * w * t)], axis=-1) for w in (0.21, 0.34)]
    records = np.stack(pumps).reshape(PUMPS, chunks, STEPS, CHANNELS)
    return records.transpose(1, 0, 2, 3).reshape(-1, STEPS, CHANNELS).astype("float32")


records = read_records(chunks=6)
model, encoder, decoder = build_autoencoder()

for epoch in range(3):
    history = model.fit(records, records, batch_size=PUMPS, epochs=1, verbose=0)
    model.reset_states()
    print("epoch %d: %.5f" % (epoch + 1, history.history["loss"][0]))

codes = encoder.predict(records, batch_size=PUMPS, verbose=0)
print("codes", codes[-1, -1].round(5))

restored = decoder.predict(codes, batch_size=PUMPS, verbose=0)
print("error %.5f" % np.abs(restored - records).mean())

# what would a stronger vibration look like, from the beginning of the record?
decoder.reset_states()
stronger = decoder.predict(1.2 * codes, batch_size=PUMPS, verbose=0)
for before, after in zip(restored[:2, 0], stronger[:2, 0]):
    print(before.round(5), "->", after.round(5))
