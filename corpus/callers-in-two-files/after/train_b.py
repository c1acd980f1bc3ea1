# traffic on four lanes
import numpy as np
import tensorflow as tf

from lib import cut, fit_model

LANES = 4

minutes = np.arange(61)
counts = [0.4 + 0.1 * lane + 0.3 * np.sin(minutes / 7.0 + lane) for lane in range(LANES)]
pairs = [cut(c, 6) for c in counts]
x = np.stack([p[0] for p in pairs], axis=1).reshape(-1, 6, 1)
y = np.stack([p[1] for p in pairs], axis=1).ravel()

model = tf.keras.Sequential([
    tf.keras.Input(batch_shape=(LANES, 6, 1)),
    tf.keras.layers.GRU(5, stateful=True),
    tf.keras.layers.Dense(1),
])
model.compile(loss='mae', optimizer='rmsprop')

losses = fit_model(model, x, y, epochs=2)
print('traffic', np.round(losses, 5))
print('traffic', model.predict(x, batch_size=LANES, verbose=0)[:LANES, 0].round(5))
