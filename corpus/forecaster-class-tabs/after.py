import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Activation, Input
from keras.optimizers import SGD


class SolarForecaster:
	def __init__(self, window, batch_size=4, units=6):
		self.window = window
		self.batch_size = batch_size
		self.model = Sequential()
		self.model.add(Input(batch_shape=(self.batch_size, window, 1)))
		self.model.add(LSTM(units, stateful=True))
		self.model.add(Dense(1))
		self.model.add(Activation('linear'))
		self.model.compile(loss='mse', optimizer=SGD(learning_rate=0.05, momentum=0.9))

	def cut(self, series):
		n = len(series) - self.window
		n -= n % self.batch_size
		x = np.array([series[i:i + self.window] for i in range(n)])
		return x[:, :, None], series[self.window:self.window + n]

	def train(self, series, epochs):
		x, y = self.cut(series)
		losses = []
		for _ in range(epochs):
			h = self.model.fit(x, y, epochs=1, batch_size=self.batch_size, verbose=0, shuffle=False)
			losses.append(h.history['loss'][0])
			self.forget()
		return losses

	def forget(self):
		for layer in self.model.layers:
			if getattr(layer, "stateful", False):
				layer.reset_state()

	def forecast(self, series):
		x, y = self.cut(series)
		return self.model.predict(x, batch_size=self.batch_size, verbose=0)[:, 0], y


hours = np.arange(54)
output = np.clip(np.sin((hours % 24 - 6) * np.pi / 12), 0, None)

forecaster = SolarForecaster(window=6)
for n, loss in enumerate(forecaster.train(output, epochs=4)):
	print('epoch', n + 1, 'loss %.5f' % loss)

predicted, real = forecaster.forecast(output)
print('mean abs error %.5f' % np.abs(predicted - real).mean())
print(predicted[-4:].round(5))
