"""Networks for the pump pressure forecast."""
from keras.layers import Dense, LSTM, Input
from keras.models import Sequential


def build_model(batch_size, steps, features, units=12):
    """The weights do not depend on the batch size: they may be moved between two of these."""
    model = Sequential()
    model.add(Input(batch_shape=(batch_size, steps, features)))
    model.add(LSTM(units, stateful=True))
    model.add(Dense(1))
    model.compile(loss='mean_squared_error', optimizer='adam')
    return model
