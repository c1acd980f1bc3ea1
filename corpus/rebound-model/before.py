"""Blood sugar, one reading ahead.

Learned from sixteen patients side by side, then used for one patient at a time.
"""
import numpy as np
from keras.models import Sequential
from keras.layers import GRU, Dense
from keras.optimizers import Adam

READINGS = 3


def build(patients):
    net = Sequential()
    net.add(GRU(8, stateful=True, batch_input_shape=(patients, READINGS, 1)))
    net.add(Dense(1))
    net.compile(loss="mae", optimizer=Adam(learning_rate=0.02))
    return net


def sugar(patient, n):
    t = np.arange(n)
    meals = np.exp(-((t + patient) % 9) / 3.0)
    return 0.4 + 0.05 * (patient % 4) + 0.3 * meals


curves = np.stack([sugar(p, 19) for p in range(16)])

model = build(16)
for epoch in range(3):
    losses = []
    for start in range(0, 18, READINGS):
        x = curves[:, start:start + READINGS, None]
        y = curves[:, start + READINGS]
        losses.append(model.fit(x, y, batch_size=16, epochs=1, verbose=0).history["loss"][0])
    model.reset_states()
    print("epoch", epoch + 1, "mae", np.round(losses, 5))

weights = model.get_weights()

# now the same network for a single patient
model = build(1)
model.set_weights(weights)

for patient in (20, 33):
    readings = sugar(patient, 15)
    guesses = []
    for start in range(0, 12, READINGS):
        window = readings[start:start + READINGS].reshape(1, READINGS, 1)
        guesses.append(float(model.predict(window, verbose=0)[0, 0]))
    model.reset_states()  # next patient
    print("patient", patient, np.round(guesses, 5))
