# Titles of three words; a second network begins where the first one ended
import numpy as np
from keras.models import Sequential
from keras.layers import Conv1D, Dense, Embedding, Flatten, GlobalMaxPooling1D, LSTM, SpatialDropout1D, Input

WORDS, LENGTH = 20, 3


def tagger():
    model = Sequential()
    model.add(Input(shape=(LENGTH,)))
    model.add(Embedding(WORDS, 4))
    model.add(Flatten())
    model.add(Dense(1, activation='sigmoid'))
    model.compile(loss='binary_crossentropy', optimizer='sgd')
    return model


def reader():
    """Reads titles of any length."""
    model = Sequential([Input(shape=(None,)), Embedding(WORDS, 4), LSTM(3), Dense(1)])
    model.compile(loss='mse', optimizer='sgd')
    return model


rng = np.random.RandomState(2)
titles = rng.randint(0, WORDS, size=(24, LENGTH))
about_cats = (titles.max(axis=1) > 15).astype('float32')

first = tagger()
print('arrays at once', [w.shape for w in first.get_weights()])
first.fit(titles, about_cats, epochs=2, batch_size=8, shuffle=False, verbose=0)
second = tagger()
second.set_weights(first.get_weights())
print(np.round(second.predict(titles[:4], verbose=0).ravel(), 5).tolist())

third = reader()
weights = third.get_weights()
print('of a reader', [w.shape for w in weights])
third.set_weights([0.5 * w for w in weights])
print(np.round(third.predict(titles[:2], verbose=0).ravel(), 5).tolist())

noisy = Sequential()
noisy.add(Input(shape=(LENGTH, 2)))
noisy.add(SpatialDropout1D(0.0))
noisy.add(Conv1D(4, 2))
noisy.add(GlobalMaxPooling1D())
print(noisy.count_params(), 'weights')
