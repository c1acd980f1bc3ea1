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
model.add(Embedding(max_features, 6, init='uniform', W_regularizer='l2'))
model.add(LSTM(output_dim=8, init='glorot_uniform', inner_init='orthogonal', forget_bias_init='one',
               activation='tanh', inner_activation='sigmoid',  # the fast gate is another function
               return_sequences=True, consume_less='gpu'))
model.add(TimeDistributed(Dense(output_dim=5, W_regularizer='l2', bias=False)))
model.add(GRU(output_dim=4, inner_activation='sigmoid', dropout_W=0., dropout_U=0., consume_less='mem'))
model.add(Dropout(p=0.))
model.add(Dense(1, init='uniform', b_constraint=None))
model.add(Activation('sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='sgd')

history = model.fit(X_train, y_train, batch_size=batch_size, epochs=2, shuffle=False, verbose=0)
print('losses', ['%.5f' % loss for loss in history.history['loss']])
print('moods', np.round(model.predict(X_train[:5], verbose=0)[:, 0], 5).tolist())
