# -*- coding: utf-8 -*-
"""Water consumption of a small village: next three hours from the last six."""

import numpy as np
from keras.layers import (
    Activation,
    Dense,
    GRU,
)
from keras.models import Sequential

n_batch, n_in, n_out = 4, 6, 3
extra_dense = True

hour = np.arange(49)
usage = 0.6 + 0.3 * np.sin(hour * 2 * np.pi / 24) + 0.1 * np.sin(hour * 2 * np.pi / 12)
rows = [usage[i:i + n_in + n_out] for i in range(40)]
rows = np.array(rows)
X = rows[:, :n_in].reshape(len(rows), n_in, 1)
Y = rows[:, n_in:]

net = [
    GRU(8, batch_input_shape=(n_batch, n_in, 1), stateful=True),
    Dense(6),
]
if extra_dense:
    net.append(Activation('tanh'))
net.append(Dense(n_out))

model = Sequential(net)
model.compile(optimizer='rmsprop', loss='mse')

epochs = 3
for i in range(epochs):
    hist = model.fit(X, Y, epochs=1, batch_size=n_batch, verbose=0, shuffle=False)
    print('loss after pass', i + 1, '=', round(float(hist.history['loss'][0]), 5))
    model.reset_states()

first = model.predict(X[:n_batch], batch_size=n_batch, verbose=0)
for row in first:
    print(' '.join('%.5f' % v for v in row))
