# One-step forecast of a short monthly sales series with a stateful LSTM
from math import sqrt

import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.layers import LSTM, Input


# turn a series into (input, output) rows
def timeseries_to_supervised(data, lag=1):
    rows = []
    for i in range(lag, len(data)):
        rows.append([data[i - lag], data[i]])
    return np.array(rows)


# difference of neighbouring months
def difference(dataset, interval=1):
    diff = list()
    for i in range(interval, len(dataset)):
        diff.append(dataset[i] - dataset[i - interval])
    return np.array(diff)


def inverse_difference(history, yhat, interval=1):
    return yhat + history[-interval]


# scale to [-1, 1]
def scale(values):
    low, high = values.min(), values.max()
    return 2.0 * (values - low) / (high - low) - 1.0, low, high


def unscale(value, low, high):
    return (value + 1.0) / 2.0 * (high - low) + low


# fit an LSTM network to training data
def fit_lstm(train, batch_size, nb_epoch, neurons):
    X, y = train[:, 0:-1], train[:, -1]
    X = X.reshape(X.shape[0], 1, X.shape[1])
    model = Sequential()
    model.add(Input(batch_shape=(batch_size, X.shape[1], X.shape[2])))
    model.add(LSTM(neurons, stateful=True))
    model.add(Dense(1))
    model.compile(loss='mean_squared_error', optimizer='adam')
    for i in range(nb_epoch):
        model.fit(X, y, epochs=1, batch_size=batch_size, verbose=0, shuffle=False)
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
    return model


# make a one-step forecast
def forecast_lstm(model, batch_size, X):
    X = X.reshape(1, 1, len(X))
    yhat = model.predict(X, batch_size=batch_size, verbose=0)
    return yhat[0, 0]


months = np.arange(36)
raw_values = 180 + 9.0 * months + 60.0 * np.sin(months / 2.0) + 25.0 * np.cos(months * 1.7)

diff_values, low, high = scale(difference(raw_values, 1))
supervised = timeseries_to_supervised(diff_values, 1)
train, test = supervised[0:-6], supervised[-6:]

lstm_model = fit_lstm(train, 1, 5, 4)
# run over the training data to build up state for forecasting
train_reshaped = train[:, 0].reshape(len(train), 1, 1)
lstm_model.predict(train_reshaped, batch_size=1, verbose=0)

# walk-forward validation on the last half year
predictions = list()
for i in range(len(test)):
    X, y = test[i, 0:-1], test[i, -1]
    yhat = forecast_lstm(lstm_model, 1, X)
    yhat = unscale(yhat, low, high)
    yhat = inverse_difference(raw_values, yhat, len(test) + 1 - i)
    predictions.append(yhat)
    expected = raw_values[len(train) + i + 2]
    print('Month=%d, Predicted=%.3f, Expected=%.3f' % (i + 1, yhat, expected))

rmse = sqrt(np.mean((raw_values[-6:] - np.array(predictions)) ** 2))
print('Test RMSE: %.3f' % rmse)
