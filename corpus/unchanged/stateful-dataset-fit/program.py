"""Stateful network fed batch by batch, in order."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Sequential
from tensorflow.keras.layers import GRU, Dense

BATCH, STEPS = 4, 3

t = np.arange(24 * STEPS + 1) / 4.0
series = np.sin(t).astype("float32")
x = series[:-1].reshape(24, STEPS, 1)
y = series[STEPS::STEPS].reshape(24, 1)


def batches():
    while True:
        for i in range(0, len(x), BATCH):
            yield x[i:i + BATCH], y[i:i + BATCH]


def forget(net):
    for layer in net.layers:
        if getattr(layer, "stateful", False):
            layer.reset_states()


dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(BATCH, drop_remainder=True)

model = Sequential([
    Input(batch_shape=(BATCH, STEPS, 1)),
    GRU(6, stateful=True),
    Dense(1),
])
model.compile(loss="mse", optimizer="adam")

for epoch in range(2):
    history = model.fit(dataset, epochs=1, verbose=0)
    print("dataset   %.5f" % history.history["loss"][0])
    forget(model)

history = model.fit(batches(), steps_per_epoch=len(x) // BATCH, epochs=1, verbose=0)
print("generator %.5f" % history.history["loss"][0])
forget(model)

print("score     %.5f" % model.evaluate(dataset, verbose=0))
