# Two views of the same power grid: a fast one (4 feeders, windows of 4 samples)
# and a slow one (2 substations, windows of 8). Same network, other sizes.
import numpy as np
from keras import Sequential
from keras.layers import Dense, SimpleRNN, TimeDistributed, Input


def build(series, window, units):
    m = Sequential()
    m.add(Input(batch_shape=(series, window, 1)))
    m.add(SimpleRNN(units, return_sequences=True, stateful=True))
    m.add(TimeDistributed(Dense(1)))
    m.compile(loss="mse", optimizer="rmsprop")
    return m


models = {
    "short": build(4, 4, units=5),
    "long": build(2, 8, units=7),
}
windows = {"short": 4, "long": 8}

t = np.arange(25)
load = {
    "short": np.array([np.sin(t / 2.0 + k) for k in range(4)])[:, :, np.newaxis],
    "long": np.array([np.cos(t / 9.0), np.cos(t / 7.0)])[:, :, np.newaxis],
}

for epoch in range(2):
    for name, m in models.items():
        w = windows[name]
        losses = []
        for i in range(0, 24, w):
            h = m.fit(load[name][:, i:i + w], load[name][:, i + 1:i + w + 1], verbose=0, batch_size=m.inputs[0].shape[0], shuffle=False)
            losses.append(h.history["loss"][0])
        for layer in m.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        print("epoch %d, %s: %.5f" % (epoch, name, np.mean(losses)))

# how much does the memory of one window help in the next?
for name in sorted(models):
    w = windows[name]
    m = models[name]
    rows = len(load[name])
    m.predict(load[name][:, :w], batch_size=rows, verbose=0)
    warm = m.predict(load[name][:, w:2 * w], batch_size=rows, verbose=0)
    for layer in m.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    cold = m.predict(load[name][:, w:2 * w], batch_size=rows, verbose=0)
    print(name, "warm", warm[0, :3, 0].round(5), "cold", cold[0, :3, 0].round(5))
