"""
Machine load prediction: two stateful LSTM layers.

Sample i of a batch continues sample i of the batch before it, so the
four production lines sit next to each other in the batch.
"""

import numpy as np

from keras.layers import Dense
from keras.layers import Input
from keras.layers import LSTM
from keras.models import Sequential

n_lines = 4
n_steps = 8
n_features = 2
n_blocks = 6


def load_lines():
    x, y = [], []
    for block in range(n_blocks):
        for line in range(n_lines):
            t = np.arange(n_steps + 1) + block * n_steps
            load = np.sin(t * (0.2 + 0.05 * line))
            heat = np.cos(t * 0.1 + line)
            x.append(np.stack([load[:-1], heat[:-1]], axis=1))
            y.append([load[-1]])
    return np.array(x), np.array(y)


x_train, y_train = load_lines()
print(x_train.shape, y_train.shape)

model = Sequential()
model.add(LSTM(12,
               batch_input_shape=(n_lines, n_steps, n_features),
               return_sequences=True,
               stateful=True))
model.add(LSTM(6,
               batch_input_shape=(n_lines, n_steps, n_features),
               stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='rmsprop', metrics=['mae'])

for epoch in range(4):
    log = model.fit(x_train, y_train,
                    batch_size=n_lines,
                    epochs=1,
                    shuffle=False,
                    verbose=0)
    print('epoch', epoch, 'loss %.5f' % log.history['loss'][0], 'mae %.5f' % log.history['mae'][0])
    model.reset_states()

loss, mae = model.evaluate(x_train, y_train, batch_size=n_lines, verbose=0)
print('evaluate: %.5f %.5f' % (loss, mae))

model.reset_states()
predicted = model.predict(x_train, batch_size=n_lines, verbose=0)
for line in range(n_lines):
    print('line', line, np.round(predicted[line::n_lines, 0], 5).tolist())
