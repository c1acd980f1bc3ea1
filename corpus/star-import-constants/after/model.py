import keras
from settings import *


def make_model():
    model = keras.models.Sequential()
    model.add(keras.Input(batch_shape=(BATCH, STEPS, 2)))
    model.add(keras.layers.LSTM(UNITS, stateful=True))
    model.add(keras.layers.Dense(2))
    model.compile(loss='mse', optimizer='adam')
    return model
