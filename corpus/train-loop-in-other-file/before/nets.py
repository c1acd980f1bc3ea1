from tensorflow.keras.layers import Dense, GRU
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import Adam


def create(batch_size, steps, units=9):
    model = Sequential()
    model.add(GRU(units,
                  batch_input_shape=(batch_size, steps, 1),
                  return_sequences=True,
                  stateful=True))
    model.add(GRU(units, stateful=True))
    model.add(Dense(1, activation='sigmoid'))
    model.compile(loss='binary_crossentropy', optimizer=Adam(learning_rate=0.01))
    return model
