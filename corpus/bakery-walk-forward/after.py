"""How many loaves will we sell tomorrow?  Walk-forward check over the last days."""
import numpy as np
from keras.layers import Dense
from keras.layers import LSTM, Input
from keras.models import Sequential

LAG = 3
HOLD_OUT = 5


def daily_loaves():
    d = np.arange(40)
    weekend = np.isin(d % 7, (5, 6)).astype(float)
    return 120 + 0.4 * d + 35 * weekend + 6 * np.sin(d)


def windows(values):
    return np.array([np.append(values[i:i + LAG], values[i + LAG]) for i in range(len(values) - LAG)])


def train_model(table, bs, epochs, cells):
    X = table[:, :-1].reshape(len(table), 1, LAG)
    y = table[:, -1]
    model = Sequential()
    model.add(Input(batch_shape=(bs, X.shape[1], X.shape[2])))
    model.add(LSTM(cells, stateful=True))
    model.add(Dense(1))
    model.compile(loss='mean_squared_error', optimizer='adam')
    for e in range(epochs):
        run = model.fit(X, y, epochs=1, batch_size=bs, verbose=0, shuffle=False)
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        print('pass %d: %.5f' % (e + 1, run.history['loss'][0]))
    return model


def next_day(model, recent):
    x = np.asarray(recent).reshape(1, 1, LAG)
    return float(model.predict(x, batch_size=1, verbose=0)[0, 0])


sales = daily_loaves()
low, high = sales[:-HOLD_OUT].min(), sales[:-HOLD_OUT].max()
scaled = (sales - low) / (high - low)

model = train_model(windows(scaled[:-HOLD_OUT]), bs=1, epochs=3, cells=4)

known = list(scaled[:-HOLD_OUT])
errors = []
for truth in scaled[-HOLD_OUT:]:
    guess = next_day(model, known[-LAG:])
    known.append(truth)
    errors.append((guess - truth) * (high - low))
    print('predicted %.3f, sold %.3f' % (guess * (high - low) + low, truth * (high - low) + low))
print('rmse %.4f' % np.sqrt(np.mean(np.square(errors))))
