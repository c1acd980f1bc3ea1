import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import GRU, Dense, Input

STEPS = 4


def build_network(n_batch):
    net = keras.Sequential([
        Input(batch_shape=[n_batch, STEPS, 1]),
        GRU(8, stateful=True),
        Dense(4, activation="tanh"),
        Dense(1),
    ])
    net.compile(loss="mse", optimizer="adam")
    return net


# 96 windows of a slow oscillation
wave = np.sin(np.arange(96 + STEPS) * 0.15).astype("float32")
X = np.array([wave[i:i + STEPS] for i in range(96)])[..., None]
y = wave[STEPS:]

trainer = build_network(32)
for epoch in range(4):
    out = trainer.fit(X, y, epochs=1, verbose=0, batch_size=32, shuffle=False)
    for layer in trainer.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print("epoch", epoch, "loss", "%.5f" % out.history["loss"][0])

# the same weights with room for a single sequence
forecaster = build_network(1)
forecaster.set_weights(trainer.get_weights())

window = list(wave[-STEPS:])
predicted = []
for _ in range(8):
    x = np.array(window[-STEPS:])
    value = float(forecaster.predict(x.reshape(1, STEPS, 1), verbose=0)[0, 0])
    predicted.append(value)
    window.append(value)
print("free run:", " ".join("%.5f" % v for v in predicted))

for layer in forecaster.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
again = forecaster.predict(X[:1], verbose=0)
print("first window: %.5f" % again[0, 0])
