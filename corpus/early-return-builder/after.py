# Water pressure behind three pumps: which cell follows it best?
import numpy as np
from keras import layers, models, optimizers

N_PUMPS = 3
STEPS = 4
KIND = "gru"


def make_model(kind, batch, steps):
    if kind == "gru":
        return models.Sequential([
            layers.Input(batch_shape=(batch, steps, 1)),
            layers.GRU(7, stateful=True),
            layers.Dense(1),
        ])
    net = models.Sequential()
    if kind == "lstm":
        net.add(layers.Input(batch_shape=(batch, steps, 1)))
        net.add(layers.LSTM(7, stateful=True))
        net.add(layers.Dense(1))
        return net
    # anything else: a plain recurrent network
    net.add(layers.Input(batch_shape=(batch, steps, 1)))
    net.add(layers.SimpleRNN(7, stateful=True))
    net.add(layers.Dense(1))
    return net


def pressure(seconds):
    """One row per pump."""
    t = np.arange(seconds)
    rows = []
    for pump in range(N_PUMPS):
        beat = np.sin(2 * np.pi * t / (5 + pump))
        rows.append(0.6 + 0.3 * beat * np.exp(-t / 40.0))
    return np.array(rows)


p = pressure(6 * STEPS + 1)

model = make_model(KIND, N_PUMPS, STEPS)
model.compile(loss="mse", optimizer=optimizers.SGD(learning_rate=0.2))

for epoch in range(3):
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    for k in range(6):
        x = p[:, k * STEPS:(k + 1) * STEPS].reshape(-1, STEPS, 1)
        y = p[:, (k + 1) * STEPS].reshape(-1, 1)
        h = model.fit(x, y, epochs=1, verbose=0, batch_size=N_PUMPS, shuffle=False)
        if k % 3 == 2:
            print("epoch %d chunk %d: %.5f" % (epoch, k, h.history["loss"][0]))

for layer in model.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
for k in range(3):
    x = p[:, k * STEPS:(k + 1) * STEPS].reshape(-1, STEPS, 1)
    out = model.predict(x, verbose=0, batch_size=N_PUMPS)
    print(KIND, k, np.round(out[:, 0], 5))
