"""One-step-ahead forecaster for a slow seasonal signal.

The series is cut into `batch_size` parallel tracks; the network keeps its
memory along each track and forgets at the end of an epoch.
"""
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, LSTM

np.random.seed(7)


class SignalTrainer(object):

    def __init__(self, batch_size, time_steps, units=10):
        self.batch_size = batch_size
        self.time_steps = time_steps
        self.units = units
        self.model = None

    def build(self):
        self.model = Sequential()
        self.model.add(LSTM(self.units,
                            batch_input_shape=(self.batch_size, self.time_steps, 1),
                            stateful=True))
        self.model.add(Dense(1))
        self.model.compile(loss='mean_squared_error', optimizer='adam')
        return self

    def train(self, x, y, epochs):
        losses = []
        for i in range(epochs):
            history = self.model.fit(x, y, epochs=1, batch_size=self.batch_size, verbose=0)
            losses.append(history.history['loss'][0])
            self.model.reset_states()   # new epoch, new memory
        return losses

    def predict(self, x):
        self.model.reset_states()
        return self.model.predict(x, batch_size=self.batch_size, verbose=0)


def make_windows(signal, time_steps):
    x, y = [], []
    for i in range(len(signal) - time_steps):
        x.append(signal[i:i + time_steps])
        y.append(signal[i + time_steps])
    return np.array(x)[..., np.newaxis], np.array(y)


signal = np.sin(np.arange(29) * 0.3) * 0.5
x, y = make_windows(signal, 5)   # 24 windows

trainer = SignalTrainer(batch_size=4, time_steps=5).build()
for epoch, loss in enumerate(trainer.train(x, y, epochs=3)):
    print('epoch %d  loss %.5f' % (epoch, loss))

forecast = trainer.predict(x)
print('first:', np.round(forecast[:4, 0], 5).tolist())
print('last:', np.round(forecast[-4:, 0], 5).tolist())
