# Bus arrivals: delay at the next stop, six lines at once.
import itertools

import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import LSTM, Dense
from tensorflow.keras.models import Sequential

LINES = 6
STOPS = 3


def delays(line, n):
    stop = np.arange(n)
    rush = 0.5 * (1 + np.sin(stop / 4.0 + line))
    return np.where(stop % (line + 3) == 0, rush, 0.4 * rush)


def trips(table):
    """Yield stretch after stretch of all lines, and begin again at the end."""
    stretches = (table.shape[1] - 1) // STOPS
    for k in itertools.cycle(range(stretches)):
        now = table[:, k * STOPS:(k + 1) * STOPS]
        yield now[:, :, np.newaxis], table[:, (k + 1) * STOPS]


table = np.stack([delays(line, 5 * STOPS + 1) for line in range(LINES)])

model = Sequential([
    LSTM(8, stateful=True, batch_input_shape=(LINES, STOPS, 1)),
    Dense(1),
])
model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.1, momentum=0.9), loss="mse")

for epoch in range(3):
    history = model.fit(trips(table), steps_per_epoch=5, epochs=1, verbose=0)
    model.reset_states()
    print("epoch {}: {:.5f}".format(epoch + 1, history.history["loss"][0]))

morning = np.zeros((LINES, STOPS, 1))
evening = np.full((LINES, STOPS, 1), 0.8)
print("after the night ", model.predict(morning, verbose=0)[0].round(5))
print("after the morning", model.predict(evening, verbose=0)[0].round(5))
model.reset_states()
print("out of the blue  ", model.predict(evening, verbose=0)[0].round(5))
