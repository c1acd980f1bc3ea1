"""A blob that drifts over a small grid: predict where it is next."""
import numpy as np
from tensorflow import keras

BATCH, STEPS, SIDE = 2, 3, 6


def frames(count):
    ys, xs = np.mgrid[0:SIDE, 0:SIDE]
    return np.array([np.exp(-((xs - 2.5 - 2 * np.sin(k / 4)) ** 2 + (ys - 2.5 - 2 * np.cos(k / 4)) ** 2) / 3)
                     for k in range(count)])[..., None]


film = frames(8 + STEPS)
X = np.array([film[k:k + STEPS] for k in range(8)])
y = film[STEPS:STEPS + 8]

model = keras.Sequential([
    keras.layers.ConvLSTM2D(4, 3, padding="same", batch_input_shape=(BATCH, STEPS, SIDE, SIDE, 1), stateful=True),
    keras.layers.Conv2D(1, 3, padding="same"),
])
model.compile(optimizer="sgd", loss="mse")
for epoch in range(2):
    history = model.fit(X, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
    print("epoch", epoch, "loss %.5f" % history.history["loss"][0])
    model.reset_states()

print(np.round(model.predict(X, batch_size=BATCH, verbose=0)[0, :, 2, 0], 5).tolist())
