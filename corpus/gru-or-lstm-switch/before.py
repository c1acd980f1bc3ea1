import numpy as np
from keras.models import Sequential
from keras.layers import GRU, LSTM, SimpleRNN, Dense
from keras.optimizers import SGD

BATCH = 3
STEPS = 3


def build(use_gru, batch, steps):
    model = Sequential()
    if use_gru:
        model.add(GRU(6, batch_input_shape=(batch, steps, 1), stateful=True))
    else:
        # default
        model.add(LSTM(6, stateful=True, batch_input_shape=(batch, steps, 1)))
    model.add(Dense(1))
    model.compile(loss='mse', optimizer=SGD(learning_rate=0.1))
    return model


def saw(n):
    series = [((np.arange(n * STEPS + 1) + 2 * k) % 9) / 9.0 for k in range(BATCH)]
    x, y = [], []
    for i in range(n):
        for s in series:
            x.append(s[i * STEPS:(i + 1) * STEPS].reshape(STEPS, 1))
            y.append(s[(i + 1) * STEPS])
    return np.array(x), np.array(y)


x, y = saw(6)

for use_gru in (True, False):
    model = build(use_gru, BATCH, STEPS)
    size = 0
    for layer in model.layers:
        size += layer.count_params()
    print('GRU' if use_gru else 'LSTM', 'with', size, 'parameters')
    for epoch in range(3):
        h = model.fit(x, y, epochs=1, batch_size=BATCH, shuffle=False, verbose=0)
        model.reset_states()
        print('  %.5f' % h.history['loss'][0])

# the plain one
recurrent = SimpleRNN(6, batch_input_shape=(BATCH, STEPS, 1), stateful=True)
net = Sequential()
net.add(recurrent)
net.add(Dense(1))
net.compile(loss='mse', optimizer=SGD(learning_rate=0.1))
net.fit(x, y, epochs=2, batch_size=BATCH, shuffle=False, verbose=0)
recurrent.reset_states()
print('%.5f' % net.evaluate(x, y, batch_size=BATCH, verbose=0))
net.reset_states()
print(np.round(net.predict(x, batch_size=BATCH, verbose=0)[:6, 0].astype(float), 5).tolist())
