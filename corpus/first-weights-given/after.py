# Copying a trained model layer by layer into one that reads longer windows
import numpy as np
from keras.models import Model, Sequential
from keras.layers import Dense, Embedding, Input, LSTM, TimeDistributed
from keras.initializers import Constant

rng = np.random.RandomState(8)
x = rng.rand(16, 4, 2).astype('float32')
y = x.sum(axis=(1, 2))

small = Sequential()
small.add(LSTM(3, input_shape=(4, 2)))
small.add(Dense(2, activation='relu'))
small.add(Dense(1, use_bias=False))
small.compile(loss='mse', optimizer='sgd')
small.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)

lstm, hidden, last = small.layers
kernel, recurrent, bias = lstm.get_weights()
inputs = Input((8, 2))
states = LSTM(3, return_sequences=True, trainable=False, kernel_initializer=Constant(kernel), recurrent_initializer=Constant(recurrent), bias_initializer=Constant(bias), unit_forget_bias=False)(inputs)
x1 = Dense(2, activation='relu', kernel_initializer=Constant(hidden.get_weights()[0]), bias_initializer=Constant(hidden.get_weights()[1]))(states)
outputs = Dense(1, use_bias=False, name='last', kernel_initializer=Constant(last.get_weights()[0]))(x1)
large = Model(inputs, outputs)

windows = np.concatenate([x, x], axis=1)
print(np.round(small.predict(x[:3], verbose=0).ravel(), 5).tolist())
print(np.round(large.predict(windows[:3], verbose=0)[:, 3, 0], 5).tolist())
print(np.round(large.predict(windows[:3], verbose=0)[:, 7, 0], 5).tolist())

lookup = Sequential([Input(shape=(3,)), Embedding(4, 2, weights=[np.arange(8).reshape(4, 2)], trainable=False)])
print(lookup.predict(np.array([[0, 3, 1]]), verbose=0).tolist())
