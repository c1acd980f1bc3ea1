# Fixed shapes for the exporter, but no state is kept between batches
import numpy
from keras.models import Sequential
from keras.layers import Dense, Input, LSTM

n_samples = 16
n_steps = 5

X = numpy.cos(numpy.arange(n_samples * n_steps * 2) * 0.21).reshape(n_samples, n_steps, 2)
y = X[:, -1, :].prod(axis=1)

model = Sequential()
model.add(Input(batch_shape=(n_samples, n_steps, 2)))
model.add(LSTM(6))
model.add(Dense(1))
model.compile(loss='mean_squared_error', optimizer='adam')

history = model.fit(X, y, epochs=4, verbose=0)
print(['%.5f' % v for v in history.history['loss']])

yhat = model.predict(X, verbose=0)
for i in range(3):
    print('%.5f -> %.5f' % (y[i], yhat[i, 0]))
print('%.5f' % model.evaluate(X, y, verbose=0))
