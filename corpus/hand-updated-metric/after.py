import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

batch_size = 4
n_steps = 6

# two weeks of hourly traffic (relative), first part for training
h = np.arange(80)
traffic = (0.5 + 0.4 * np.sin(2 * np.pi * h / 24) ** 2).astype("float32")
X = np.stack([traffic[i:i + n_steps] for i in range(72)])[:, :, None]
y = traffic[n_steps:n_steps + 72, None]
X_train, y_train = X[:48], y[:48]
X_val, y_val = X[48:], y[48:]

model = keras.Sequential([
    layers.Input(batch_shape=(batch_size, n_steps, 1)),
    layers.LSTM(8, stateful=True),
    layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")

val_mse = keras.metrics.MeanSquaredError()
val_mean = keras.metrics.Mean()

for epoch in range(3):
    losses = []
    for i in range(0, len(X_train), batch_size):
        losses.append(model.train_on_batch(X_train[i:i + batch_size], y_train[i:i + batch_size]))

    # the validation hours follow directly, so go on with the current state
    for i in range(0, len(X_val), batch_size):
        out = model.predict_on_batch(X_val[i:i + batch_size])
        val_mse.update_state(y_val[i:i + batch_size], out)
        val_mean.update_state(out)

    print("epoch %d: loss %.5f, val mse %.5f, val mean %.5f" % (
        epoch, np.mean(losses), float(val_mse.result()), float(val_mean.result())))

    val_mse.reset_state()
    val_mean.reset_state()
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
