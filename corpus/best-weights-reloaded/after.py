"""Keep the best weights of a training, load them back and score the model with them."""
import os

import numpy as np
from keras.callbacks import ModelCheckpoint
from keras.layers import Dense, GRU
from keras.models import Sequential
from keras.optimizers import SGD

WEIGHTS_DIR = 'weights'
weights_path = os.path.join(WEIGHTS_DIR, 'best_gru.weights.h5')


def build_model(steps, features):
    model = Sequential()
    model.add(GRU(5, input_shape=(steps, features)))
    model.add(Dense(1))
    model.compile(loss='mse', optimizer=SGD(0.3))
    return model


def train(model, x, y):
    checkpoint = ModelCheckpoint(weights_path, monitor='loss', save_best_only=True,
                                 save_weights_only=True, mode='min')
    history = model.fit(x, y, epochs=6, batch_size=6, verbose=0, callbacks=[checkpoint])
    return history.history['loss']


def score(x, y):
    model = build_model(x.shape[1], x.shape[2])
    model.load_weights(weights_path)
    return model.evaluate(x, y, verbose=0), model.predict(x[:2], verbose=0).ravel()


rng = np.random.RandomState(0)
x = rng.uniform(-1, 1, (24, 4, 2))
y = x[:, 0, :1] - x[:, -1, 1:]

if not os.path.isdir(WEIGHTS_DIR):
    os.makedirs(WEIGHTS_DIR)
losses = train(build_model(4, 2), x, y)
print('losses', ' '.join('%.5f' % loss for loss in losses))
if not os.path.exists(weights_path):
    raise SystemExit('nothing was saved')
loss, predictions = score(x, y)
print('with the best weights %.5f' % loss, predictions)
