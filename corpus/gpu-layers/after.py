"""Steps of a walk, read by the layers of the GPU's library where there is one."""
import numpy as np
import tensorflow as tf
from keras.layers import Bidirectional, LSTM, Dense, Input
from keras.layers import GRU as FastGRU
from keras.models import Model, Sequential
import keras.layers as kl


def walks(count, steps=5):
    rng = np.random.RandomState(3)
    moves = rng.choice([-1.0, 0.0, 1.0], size=(count, steps, 2))
    return moves.astype('float32'), moves.sum(axis=(1, 2)).astype('float32')


def sequential():
    model = Sequential()
    model.add(LSTM(4, return_sequences=True, input_shape=(None, 2)))
    model.add(Bidirectional(FastGRU(3)))
    model.add(Dense(1))
    return model


def stateful(batch):
    rnn = kl.LSTM if tf.config.list_physical_devices('GPU') else kl.GRU
    inputs = Input(batch_shape=(batch, None, 2))
    x = rnn(4, return_sequences=True, stateful=True)(inputs)
    x = Dense(1)(x)
    return Model(inputs, x)


X, y = walks(16)
model = sequential()
model.compile(loss='mse', optimizer='sgd')
history = model.fit(X, y, epochs=2, batch_size=8, shuffle=False, verbose=0)
print('losses', np.round(history.history['loss'], 5).tolist())
print(np.round(model.predict(X[:3], verbose=0).ravel(), 5).tolist())

keeper = stateful(4)
first = keeper.predict(X[:4, :3], batch_size=4, verbose=0)
then = keeper.predict(X[:4, 3:], batch_size=4, verbose=0)
print(np.round(np.concatenate([first, then], axis=1)[0, :, 0], 5).tolist())
