#!/usr/bin/env python
"""Bike rental counts, next day from the last week."""
import numpy as np

LAGS = 7


def rentals():
    day = np.arange(63)
    week = np.array([0.3, 0.35, 0.4, 0.38, 0.5, 0.8, 0.7])
    return week[day % 7] + 0.002 * day


def supervised(series):
    X = np.array([series[d:d + LAGS] for d in range(len(series) - LAGS)])
    y = series[LAGS:]
    return X.reshape(-1, LAGS, 1), y


def make_network(batch_size, hidden):
    # keras takes a while to import, so only do it when a network is really needed
    from keras.layers import LSTM, Dense
    from keras.models import Sequential

    network = Sequential()
    network.add(LSTM(hidden, batch_input_shape=(batch_size, LAGS, 1), stateful=True))
    network.add(Dense(hidden // 2, activation="tanh"))
    network.add(Dense(1))
    return network


def main():
    from keras.optimizers import RMSprop

    batch_size = 7
    X, y = supervised(rentals())
    train_X, train_y = X[:49], y[:49]
    test_X, test_y = X[49:], y[49:]

    network = make_network(batch_size, hidden=8)
    network.compile(loss="mse", optimizer=RMSprop(learning_rate=0.005))
    for epoch in range(3):
        fitted = network.fit(train_X, train_y, batch_size=batch_size, epochs=1, shuffle=False, verbose=0)
        print("epoch %d  %.5f" % (epoch, fitted.history["loss"][0]))
        network.reset_states()

    # run over the training weeks once more so the state is warm
    network.predict(train_X, batch_size=batch_size, verbose=0)
    guess = network.predict(test_X, batch_size=batch_size, verbose=0)[:, 0]
    for g, t in zip(guess, test_y):
        print("%.5f %.5f" % (g, t))


if __name__ == "__main__":
    main()
