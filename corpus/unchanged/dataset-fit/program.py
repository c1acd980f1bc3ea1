import numpy as np
import tensorflow as tf

BATCH = 4
STEPS = 5

series = np.sin(np.arange(45) / 4.0).astype("float32")
xs = np.stack([series[i:i + STEPS] for i in range(40)])[..., np.newaxis]
ys = series[STEPS:45, np.newaxis]

dataset = tf.data.Dataset.from_tensor_slices((xs, ys)).batch(BATCH, drop_remainder=True)

inputs = tf.keras.Input(batch_shape=(BATCH, STEPS, 1))
hidden = tf.keras.layers.GRU(6, stateful=True)(inputs)
outputs = tf.keras.layers.Dense(1)(hidden)
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="rmsprop", loss="mse")

history = model.fit(dataset, epochs=3, verbose=0)
for epoch, loss in enumerate(history.history["loss"], start=1):
    print("epoch %d: %.5f" % (epoch, loss))
print("loss: %.5f" % model.evaluate(dataset, verbose=0))
