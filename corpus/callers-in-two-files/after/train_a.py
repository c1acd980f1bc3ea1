# river level, one window at a time
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input

from lib import cut, fit_model

hours = np.arange(101)
level = 0.5 + 0.3 * np.sin(hours / 9.0) + 0.1 * np.cos(hours / 2.0)
x, y = cut(level, 5)

model = Sequential()
model.add(Input(batch_shape=(1, 5, 1)))
model.add(LSTM(7, stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='adam')

losses = fit_model(model, x, y)
print('river', np.round(losses, 5))
print('river', model.predict(x, batch_size=1, verbose=0)[:4, 0].round(5))
