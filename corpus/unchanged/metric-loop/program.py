import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

x = np.sin(np.arange(48)).reshape(16, 3)
y = x.sum(axis=1, keepdims=True)

model = keras.Sequential([
    layers.Input(shape=(3,)),
    layers.Dense(6, activation="relu"),
    layers.Dense(1),
])
model.compile(optimizer="sgd", loss="mse")

train_error = keras.metrics.MeanSquaredError()
train_mae = keras.metrics.MeanAbsoluteError()

for epoch in range(3):
    for start in range(0, 16, 4):
        xb, yb = x[start:start + 4], y[start:start + 4]
        pred = model.predict(xb, verbose=0)
        train_error.update_state(yb, pred)
        train_mae.update_state(yb, pred)
        model.train_on_batch(xb, yb)

    print("epoch %d mse %.5f mae %.5f" % (epoch, float(train_error.result()), float(train_mae.result())))

    # Reset the metrics at the end of each epoch
    train_error.reset_state()
    train_mae.reset_state()
