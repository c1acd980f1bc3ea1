import numpy as np
import keras
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input

# ---- parameters -------------------------------------------------
BATCH = 2
STEPS = 6
N_EPOCHS = 5
# -----------------------------------------------------------------


class ResetAtEpoch(keras.callbacks.Callback):
    """Forget everything when a new pass over the data starts."""

    def __init__(self):
        super(ResetAtEpoch, self).__init__()
        self.resets = 0

    def on_epoch_begin(self, epoch, logs=None):
        for layer in self.model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        self.resets += 1


t = np.arange(STEPS * 24 + 1)
wave = np.cos(t / 5.0) * np.exp(-t / 200.0)

X = wave[:-1].reshape(24, STEPS, 1)
Y = wave[1:].reshape(24, STEPS, 1)[:, -1]

model = Sequential([
    Input(batch_shape=(BATCH, STEPS, 1)),
    LSTM(10, stateful=True),
    Dense(4, activation="tanh"),
    Dense(1),
])
model.compile(optimizer="rmsprop", loss="mse")

resetter = ResetAtEpoch()
history = model.fit(
    X,
    Y,
    batch_size=BATCH,
    epochs=N_EPOCHS,
    shuffle=False,
    verbose=0,
    callbacks=[resetter],
)

print("resets", resetter.resets)
for loss in history.history["loss"]:
    print("loss = {:.6f}".format(loss))
print(model.predict(X, batch_size=BATCH, verbose=0)[-4:].round(5).ravel())
