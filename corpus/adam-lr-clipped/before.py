"""Three optimizers on the same small regression."""
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from keras.optimizers import Adam, SGD, Adadelta

LEARNING_RATE = 0.02

rng = np.random.RandomState(4)
X = rng.rand(48, 6)
y = X.sum(axis=1, keepdims=True) + 0.1 * rng.rand(48, 1)


def build(optimizer):
    model = Sequential()
    model.add(Dense(8, activation='relu', input_shape=(6,)))
    model.add(Dense(1))
    model.compile(loss='mse', optimizer=optimizer)
    return model


optimizers = {
    'adam': Adam(lr=LEARNING_RATE,
                 beta_1=0.9,
                 beta_2=0.999,
                 epsilon=None,
                 decay=0.0,
                 clipnorm=1.0),  # the defaults, written out
    'sgd': SGD(lr=0.005),
    'adadelta': Adadelta(lr=1),
}
for name in sorted(optimizers):
    model = build(optimizers[name])
    history = model.fit(X, y, epochs=6, batch_size=8, verbose=0)
    print(name, 'loss %.5f -> %.5f' % (history.history['loss'][0], history.history['loss'][-1]))
