"""A blob that drifts over a small grid: predict where it is next."""
import numpy as np
from tensorflow import keras


def keras2_hard_sigmoid(x):
    """Keras 2's hard_sigmoid. The function of that name in Keras 3 is relu6(x + 3) / 6."""
    from keras import ops

    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


BATCH, STEPS, SIDE = 2, 3, 6


def frames(count):
    ys, xs = np.mgrid[0:SIDE, 0:SIDE]
    return np.array([np.exp(-((xs - 2.5 - 2 * np.sin(k / 4)) ** 2 + (ys - 2.5 - 2 * np.cos(k / 4)) ** 2) / 3)
                     for k in range(count)])[..., None]


film = frames(8 + STEPS)
X = np.array([film[k:k + STEPS] for k in range(8)])
y = film[STEPS:STEPS + 8]

model = keras.Sequential([
    keras.Input(batch_shape=(BATCH, STEPS, SIDE, SIDE, 1)),
    keras.layers.ConvLSTM2D(4, 3, padding="same", stateful=True, recurrent_activation=keras2_hard_sigmoid),
    keras.layers.Conv2D(1, 3, padding="same"),
])
model.compile(optimizer="sgd", loss="mse")
for epoch in range(2):
    history = model.fit(X, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
    print("epoch", epoch, "loss %.5f" % history.history["loss"][0])
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()

print(np.round(model.predict(X, batch_size=BATCH, verbose=0)[0, :, 2, 0], 5).tolist())
