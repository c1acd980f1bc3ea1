import numpy as np
import keras
from keras.callbacks import LambdaCallback
from keras.layers import GRU, Dense, Input
from keras.models import Sequential


def reset_model_states(model):
    """Reset the stateful layers of a Keras model, as Keras 2's Model.reset_states() did."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            reset_model_states(layer)
        elif getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
            layer.reset_state()


# ---- settings -------------------------------------------------------------
batch_size = 5
seq_len = 6
epochs = 3
reset_states = True    # blank memory at the start of every pass
# ---------------------------------------------------------------------------

t = np.arange(51)
price = 1.0 + 0.01 * t + 0.05 * np.sin(t)
X = np.array([price[i:i + seq_len] for i in range(45)])[:, :, np.newaxis]
y = price[seq_len:]

model = Sequential()
model.add(Input(batch_shape=(batch_size, seq_len, 1)))
model.add(GRU(6, stateful=True))
model.add(Dense(1))
model.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate=0.01))

callbacks = []
if reset_states:
    callbacks.append(LambdaCallback(on_epoch_end=lambda epoch, logs: reset_model_states(model)))

history = model.fit(X, y, batch_size=batch_size, epochs=epochs, shuffle=False,
                    callbacks=callbacks, verbose=0)
for epoch, loss in enumerate(history.history["loss"]):
    print("epoch %d: %.5f" % (epoch, loss))

pred = model.predict(X, batch_size=batch_size, verbose=0)
print("reset_states =", reset_states)
print("last:", np.round(pred[-5:, 0], 5))
