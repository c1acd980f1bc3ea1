from keras import layers
from keras.models import Sequential


def build_gru(tracks, steps, units):
    model = Sequential()
    model.add(layers.GRU(units, stateful=True, batch_input_shape=(tracks, steps, 1)))
    model.add(layers.Dense(units, activation='relu'))
    model.add(layers.Dense(1))
    return model
