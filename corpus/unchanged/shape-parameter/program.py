import numpy as np
from keras.layers import Dense, GRU, LSTM, SimpleRNN
from keras.models import Sequential


def ramp(batch_input_shape, top=1.0):
    n = int(np.prod(batch_input_shape))
    return np.linspace(0.0, top, n, dtype="float32").reshape(batch_input_shape)


def check_layer(layer, batch_input_shape, units):
    """Output shape and values of a recurrent layer on a ramp."""
    batch, steps, features = batch_input_shape
    model = Sequential()
    model.add(layer(units, input_shape=(steps, features)))
    model.add(Dense(1))
    out = model.predict(ramp(batch_input_shape=batch_input_shape), verbose=0)
    assert out.shape == (batch, 1), out.shape
    return out


def check_ramp():
    assert ramp(batch_input_shape=(2, 3, 1))[-1, -1, 0] == 1.0
    assert ramp((2, 2, 2), top=4.0).max() == 4.0


check_ramp()
for layer in (LSTM, GRU, SimpleRNN):
    out = check_layer(layer, batch_input_shape=(3, 4, 2), units=5)
    print(layer.__name__, out[:, 0].round(5))
