'''Trains a small multilayer perceptron to add two numbers, as of 2016.'''
from __future__ import print_function
import numpy as np

from keras.models import Sequential
from keras.layers import Dense, Activation
from keras.optimizers import SGD
from keras.optimizers.schedules import InverseTimeDecay

batch_size = 10
nb_epoch = 3


def pairs():
    i = 0
    while 1:
        a = ((np.arange(batch_size) + i) % 7) / 7.
        b = ((np.arange(batch_size) * 3 + i) % 5) / 5.
        i += 1
        yield np.array([a, b]).T, (a + b)[:, None]


model = Sequential()
model.add(Dense(units=8, input_dim=2, kernel_initializer='uniform'))
model.add(Activation('tanh'))
model.add(Dense(1))
sgd = SGD(learning_rate=InverseTimeDecay(0.1, decay_steps=1, decay_rate=1e-3), momentum=0.9, nesterov=True)
model.compile(loss='mean_squared_error', optimizer=sgd)

x, y = next(pairs())
history = model.fit(x, y, epochs=nb_epoch, batch_size=5, verbose=0)
print('fit', history.history['loss'])
history = model.fit(pairs(), steps_per_epoch=6, epochs=nb_epoch, verbose=0,
                              validation_data=next(pairs()))
print('generator', history.history['loss'], history.history['val_loss'])
print('score', model.evaluate(pairs(), steps=3, verbose=0))
print(model.predict(x, verbose=0)[:4, 0])
print(model.predict_on_batch(x[:3])[:, 0])
