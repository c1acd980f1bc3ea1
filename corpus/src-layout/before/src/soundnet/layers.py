from tensorflow import keras


def memory(units):
    return keras.layers.LSTM(units, stateful=True)


def readout(width):
    return keras.layers.Dense(width, activation="softplus")
