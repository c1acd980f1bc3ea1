'''Trains a small multilayer perceptron to add two numbers, as of 2016.'''
from __future__ import print_function
import numpy as np

from keras.models import Sequential
from keras.layers.core import Dense, Activation
from keras.optimizers import SGD

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
model.add(Dense(output_dim=8, input_dim=2, init='uniform'))
model.add(Activation('tanh'))
model.add(Dense(1))
sgd = SGD(lr=0.1, decay=1e-3, momentum=0.9, nesterov=True)
model.compile(loss='mean_squared_error', optimizer=sgd)

x, y = next(pairs())
history = model.fit(x, y, nb_epoch=nb_epoch, batch_size=5, verbose=0)
print('fit', history.history['loss'])
history = model.fit_generator(pairs(), steps_per_epoch=6, nb_epoch=nb_epoch, verbose=0, max_q_size=2, nb_worker=1,
                              validation_data=next(pairs()))
print('generator', history.history['loss'], history.history['val_loss'])
print('score', model.evaluate_generator(pairs(), steps=3, max_q_size=2, pickle_safe=False))
print(model.predict(x, verbose=0)[:4, 0])
print(model.predict_on_batch(x[:3])[:, 0])
