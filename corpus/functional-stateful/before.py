#!/usr/bin/env python
# -*- coding: utf-8 -*-
from __future__ import print_function

import numpy as np
from keras.layers import Input, LSTM, Dense, concatenate
from keras.models import Model
from keras.optimizers import SGD

batch_size = 4
lookback = 3
epochs = 3

# data: a ramp with a ripple, and the hour of the day as a side input
n = 32
base = np.arange(n + lookback) / float(n)
ripple = 0.2 * np.sin(np.arange(n + lookback))
series = base + ripple

windows = np.stack([series[i:i + lookback] for i in range(n)])[:, :, None]
hour = (np.arange(n) % 24 / 24.0).reshape(n, 1)
target = series[lookback:].reshape(n, 1)

main_input = Input(batch_shape=(batch_size, lookback, 1), name='series')
side_input = Input(batch_shape=(batch_size, 1), name='hour')

h = LSTM(6, stateful=True)(main_input)
h = concatenate([h, side_input])
h = Dense(5, activation='tanh')(h)
out = Dense(1)(h)

model = Model(inputs=[main_input, side_input], outputs=out)
model.compile(loss='mse', optimizer=SGD(learning_rate=0.02, momentum=0.8))

for i in range(epochs):
    hist = model.fit([windows, hour], target,
                     batch_size=batch_size, epochs=1, verbose=0)
    print('Epoch', i + 1, 'loss', round(hist.history['loss'][0], 5))
    model.reset_states()

score = model.evaluate([windows, hour], target, batch_size=batch_size, verbose=0)
print('score', round(score, 5))
model.reset_states()
pred = model.predict([windows, hour], batch_size=batch_size, verbose=0)
for want, got in list(zip(target[:, 0], pred[:, 0]))[:6]:
    print('%.5f  %.5f' % (want, got))
