import numpy as np
import tensorflow as tf

BATCH_SIZE = 4
STEPS = 6

series = np.sin(np.arange(BATCH_SIZE * STEPS * 5 + 1) * 0.2).astype("float32")
x = series[:-1].reshape(BATCH_SIZE, 5, STEPS, 1).transpose(1, 0, 2, 3).reshape(-1, STEPS, 1)
y = series[1:].reshape(BATCH_SIZE, 5, STEPS, 1).transpose(1, 0, 2, 3).reshape(-1, STEPS, 1)
dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(BATCH_SIZE, drop_remainder=True)

model = tf.keras.Sequential([
    tf.keras.Input(batch_shape=(BATCH_SIZE, STEPS, 1)),
    tf.keras.layers.GRU(8, return_sequences=True, stateful=True),
    tf.keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")

for epoch in range(3):
    history = model.fit(dataset, epochs=1, verbose=0)
    print("%.5f" % history.history["loss"][0])
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()

print("%.5f" % model.evaluate(dataset, verbose=0))
