import numpy as np
import tensorflow as tf
from tensorflow import keras


class RelativeError(keras.metrics.Metric):
    """sum(|error|) / (1 + sum(|truth|)) over the epoch"""

    def __init__(self, name="relative_error", **kwargs):
        super().__init__(name=name, **kwargs)
        self.err = self.add_weight(name="err", initializer="zeros")
        self.ref = self.add_weight(name="ref", initializer="ones")

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true = tf.cast(y_true, tf.float32)
        self.err.assign_add(tf.reduce_sum(tf.abs(y_true - y_pred)))
        self.ref.assign_add(tf.reduce_sum(tf.abs(y_true)))

    def result(self):
        return self.err / self.ref

    def reset_states(self):
        self.err.assign(0.0)
        self.ref.assign(1.0)


def batches_of_power(batch, steps, count):
    total = batch * count
    k = np.arange(total + steps)
    power = 1.5 + np.sin(k / 6.0) + 0.2 * np.cos(k / 2.0)
    x = np.array([power[i:i + steps] for i in range(total)], dtype="float32")
    return x[..., np.newaxis], power[steps:].astype("float32")[:, np.newaxis]


BATCH, STEPS = 6, 5
x, y = batches_of_power(BATCH, STEPS, 7)

model = keras.Sequential()
model.add(keras.layers.GRU(7, stateful=True, batch_input_shape=(BATCH, STEPS, 1)))
model.add(keras.layers.Dense(1))
model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=0.01), loss="mse", metrics=[RelativeError()])

for epoch in range(4):
    logs = model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0).history
    model.reset_states()
    print(epoch, "loss %.5f" % logs["loss"][0], "rel %.5f" % logs["relative_error"][0])

loss, rel = model.evaluate(x, y, batch_size=BATCH, verbose=0)
print("final", "%.5f" % loss, "%.5f" % rel)
