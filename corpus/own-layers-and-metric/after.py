"""Rainfall of three stations, weighed by layers of our own, judged by a metric of our own."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class StationWeights(layers.Layer):
    """One weight for each station, and an offset that is not trained."""

    def __init__(self, offset=0.5, **kwargs):
        super(StationWeights, self).__init__(**kwargs)
        self.start = offset

    def build(self, input_shape):
        self.scale = self.add_weight(name='scale', shape=(input_shape[-1],), initializer='random_normal')
        self.offset = self.add_weight(
            name="offset",
            shape=(),
            initializer=keras.initializers.Constant(self.start),
            trainable=False,  # the gauge's own
        )
        super(StationWeights, self).build(input_shape)

    def call(self, inputs):
        return inputs * self.scale + self.offset


class Wet(keras.metrics.Metric):
    """The share of hours that are forecast to be wet."""

    def __init__(self, limit=0.4, name="wet", **kwargs):
        super().__init__(name=name, **kwargs)
        self.limit = limit
        self.wet = self.add_weight(name="wet", initializer="zeros")
        self.hours = self.add_weight(name="hours", shape=(), initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.wet.assign_add(tf.reduce_sum(tf.cast(y_pred > self.limit, tf.float32)))
        self.hours.assign_add(tf.cast(tf.size(y_pred), tf.float32))

    def result(self):
        return self.wet / self.hours


rng = np.random.RandomState(4)
rain = rng.gamma(1.0, 0.5, size=(48, 6, 3)).astype("float32")
later = rain[:, -1].mean(axis=-1, keepdims=True)

inputs = keras.Input((6, 3))
x = StationWeights(0.25)(inputs)
x = layers.GRU(5)(x)
model = keras.Model(inputs, layers.Dense(1)(x))
model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse", metrics=[Wet()])
history = model.fit(rain, later, batch_size=8, epochs=3, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 5).tolist(), np.round(history.history["wet"], 4).tolist())
print(np.round(model.predict(rain[:4], verbose=0).ravel(), 5).tolist(), len(model.trainable_weights))
