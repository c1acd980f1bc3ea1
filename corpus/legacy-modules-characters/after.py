'''Predicts the next character of a nursery rhyme.'''
from __future__ import print_function

import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Activation, Dropout
from keras.layers import LSTM
from keras.layers import TimeDistributed
from keras.layers import Embedding
from keras.utils import to_categorical

text = 'humpty dumpty sat on a wall humpty dumpty had a great fall '
chars = sorted(set(text))
index = {c: i for i, c in enumerate(chars)}
maxlen = 12

starts = range(0, len(text) - maxlen - 1, 2)
X = np.array([[index[c] for c in text[s:s + maxlen]] for s in starts])
Y = np.array([to_categorical([index[c] for c in text[s + 1:s + maxlen + 1]], len(chars)) for s in starts])
print('sequences:', len(X), 'characters:', len(chars))

model = Sequential()
model.add(Embedding(len(chars), 8))
model.add(LSTM(16, return_sequences=True))
model.add(Dropout(0.))
model.add(TimeDistributed(Dense(len(chars))))
model.add(Activation('softmax'))
model.compile(loss='categorical_crossentropy', optimizer='sgd')

history = model.fit(X, Y, batch_size=8, epochs=3, verbose=0, shuffle=False)
for epoch, loss in enumerate(history.history['loss'], 1):
    print('epoch %d loss %.5f' % (epoch, loss))

guess = model.predict(X[:1], verbose=0)[0]
print('next after "%s": %.5f' % (text[:maxlen], guess[-1].max()))
