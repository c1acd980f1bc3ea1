import keras
from settings import *


def make_model():
    model = keras.models.Sequential()
    model.add(keras.layers.LSTM(UNITS, stateful=True, batch_input_shape=(BATCH, STEPS, 2)))
    model.add(keras.layers.Dense(2))
    model.compile(loss='mse', optimizer='adam')
    return model
