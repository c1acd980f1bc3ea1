# Which of two moods a short review is in, from the numbers of its words
import numpy as np
from keras.models import Sequential
from keras.layers import Activation, Dense, Dropout, Embedding, GRU, LSTM, TimeDistributed

max_features = 30
maxlen = 7
batch_size = 8

rng = np.random.RandomState(1)
X_train = rng.randint(1, max_features, size=(64, maxlen))
y_train = (X_train[:, 2] > X_train[:, 5]).astype('float32')

model = Sequential()
model.add(Embedding(max_features, 6, embeddings_initializer='uniform', embeddings_regularizer='l2'))
model.add(LSTM(units=8, kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal',
               activation='tanh', recurrent_activation='sigmoid',  # the fast gate is another function
               return_sequences=True))
model.add(TimeDistributed(Dense(units=5, kernel_regularizer='l2', use_bias=False)))
model.add(GRU(units=4, recurrent_activation='sigmoid', dropout=0., recurrent_dropout=0.))
model.add(Dropout(rate=0.))
model.add(Dense(1, kernel_initializer='uniform', bias_constraint=None))
model.add(Activation('sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='sgd')

history = model.fit(X_train, y_train, batch_size=batch_size, epochs=2, shuffle=False, verbose=0)
print('losses', ['%.5f' % loss for loss in history.history['loss']])
print('moods', np.round(model.predict(X_train[:5], verbose=0)[:, 0], 5).tolist())
