import numpy as np
from tensorflow.keras.layers import LSTM, Dense
from tensorflow.keras.models import Sequential


def make_factory(batch, steps, features):
    """Fix the shape of the data once; only the size of the network varies."""

    def build(units):
        model = Sequential()
        model.add(LSTM(units,
                       batch_input_shape=(batch, steps, features),
                       stateful=True))
        model.add(Dense(features))
        model.compile(loss='mean_squared_error', optimizer='adam')
        return model

    return build


def orbit(n, steps):
    t = np.arange(n + steps) * 0.4
    xy = np.stack([np.cos(t), 0.5 * np.sin(t)], axis=1)
    x = np.array([xy[i:i + steps] for i in range(n)])
    return x, xy[steps:]


batch_size = 3
steps = 4

x, y = orbit(24, steps)
build = make_factory(batch_size, steps, features=2)

for units in (4, 12):
    model = build(units)
    losses = []
    for epoch in range(2):
        hist = model.fit(x, y, epochs=1, batch_size=batch_size, verbose=0)
        losses.append(hist.history['loss'][0])
        model.reset_states()
    # a point every now and then, as if several planets were watched at once
    error = model.evaluate(x[::8], y[::8], verbose=0)
    print('%2d units: loss %.5f %.5f, error %.5f' % (units, losses[0], losses[1], error))
