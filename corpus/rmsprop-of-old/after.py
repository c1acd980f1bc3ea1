import numpy as np
from keras import layers, models, optimizers
import keras

MINI_BATCH = 6


def brightness(count):
    hours = np.arange(count)
    return np.maximum(0, np.sin(hours * np.pi / 12))


def windows(values, length):
    x = np.array([values[i:i + length] for i in range(len(values) - length)])
    return x[..., np.newaxis], values[length:]


x, y = windows(brightness(66), 6)
net = models.Sequential()
net.add(layers.LSTM(5, input_shape=x.shape[1:]))
net.add(layers.Dense(1))
net.compile(loss='mse', optimizer=optimizers.RMSprop(learning_rate=0.01, epsilon=1e-16))
print(net.fit(x, y, epochs=3, batch_size=MINI_BATCH, verbose=0).history['loss'])

other = models.Sequential([layers.LSTM(5, input_shape=x.shape[1:]), layers.Dense(1)])
other.compile(loss='mse', optimizer=keras.optimizers.RMSprop(learning_rate=optimizers.schedules.InverseTimeDecay(0.005, decay_steps=1, decay_rate=0.01), epsilon=1e-14))
print(other.fit(x, y, epochs=3, batch_size=MINI_BATCH, verbose=0).history['loss'])

legacy = models.Sequential([layers.LSTM(5, input_shape=x.shape[1:]), layers.Dense(1)])
legacy.compile(loss='mse', optimizer=keras.optimizers.RMSprop(epsilon=1e-14))
print(legacy.fit(x, y, epochs=3, batch_size=MINI_BATCH, verbose=0).history['loss'])
for network in (net, other, legacy):
    print(np.concatenate([w.ravel()[:3] for w in network.get_weights()]))
