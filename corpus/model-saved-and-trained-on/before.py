import os
import numpy as np
from keras.models import Sequential, load_model
from keras.layers import LSTM, Dense

MODEL_FILE = 'sine_%d.h5'

t = np.arange(60) * 0.3
series = np.sin(t)
X = np.array([series[i:i + 5] for i in range(50)]).reshape(50, 5, 1)
y = series[5:55]


def create(units):
    model = Sequential()
    model.add(LSTM(units, input_shape=(5, 1)))
    model.add(Dense(1))
    model.compile(loss='mse', optimizer='adam', metrics=['mae'])
    return model


for units in (3, 4):
    model = create(units)
    model.fit(X, y, epochs=3, batch_size=10, verbose=0)
    model.save(MODEL_FILE % units)
    print('trained', units, model.evaluate(X, y, verbose=0))

for units in (3, 4):
    assert os.path.isfile(MODEL_FILE % units)
    model = load_model(MODEL_FILE % units)
    before = model.predict(X[:2], verbose=0)
    history = model.fit(X, y, epochs=2, batch_size=10, verbose=0)
    print('trained on', units, before.ravel(), history.history['loss'], history.history['mae'])
