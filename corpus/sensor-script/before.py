import numpy as np
from keras.layers import LSTM
from keras.layers import Dense
from keras.models import Sequential

n_batch = 8
n_lag = 5

# raw log: temperature, current, speed
k = np.arange(61)
log = np.c_[np.sin(k / 8.0), 0.4 * np.cos(k / 3.0), (k % 10) / 10.0]

X, y = [], []
for i in range(len(log) - n_lag):
    X.append(log[i:i + n_lag])
    y.append(log[i + n_lag, 0])
X = np.array(X)
y = np.array(y)

n_test = 8
X_train, y_train = X[:-n_test], y[:-n_test]
X_test, y_test = X[-n_test:], y[-n_test:]
print(X_train.shape, X_test.shape)

model = Sequential()
model.add(LSTM(
    10,
    batch_input_shape=(n_batch, X_train.shape[1], X_train.shape[2]),  # the batch size is fixed
    stateful=True,
))
model.add(Dense(5, activation='tanh'))
model.add(Dense(1))
model.compile(loss='mse', optimizer='adam')

for i in range(3):
    hist = model.fit(X_train, y_train, epochs=1, batch_size=n_batch, verbose=0)
    print('Epoch %d, loss %.5f' % (i, hist.history['loss'][0]))
    model.reset_states()

# feed the training data once, then go on with the test data
model.predict(X_train, batch_size=n_batch, verbose=0)
yhat = model.predict(X_test, verbose=0)
print('test rmse %.5f' % np.sqrt(((yhat[:, 0] - y_test) ** 2).mean()))
print('test mse', round(model.evaluate(X_test, y_test, verbose=0), 5))
