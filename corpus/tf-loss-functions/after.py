import numpy as np
import tensorflow as tf


class Forecaster(tf.keras.layers.Normalization):
    """Not a forecaster yet: it only scales."""


def smape(y_true, y_pred):
    gap = tf.keras.losses.mae(y_true, y_pred)
    return gap / (1. + tf.reduce_mean(tf.abs(y_true), axis=-1))


def combined(y_true, y_pred):
    return tf.keras.losses.mse(y_true, y_pred) + 0.1 * smape(y_true, y_pred)


t = np.arange(80, dtype='float32')
wave = np.sin(t / 5) + 0.01 * t
x = np.stack([wave[i:i + 5] for i in range(70)])
y = wave[5:75, None]

scale = Forecaster(axis=-1)
scale.adapt(x)
model = tf.keras.Sequential([scale, tf.keras.layers.Dense(6, activation='tanh'), tf.keras.layers.Dense(1)])
model.compile('sgd', loss=combined, metrics=[tf.keras.metrics.mae])
model.fit(x, y, batch_size=14, epochs=4, verbose=0, shuffle=False)
forecast = model.predict(x, verbose=0)

print('mae', tf.keras.metrics.mae(y[:, 0], forecast[:, 0]).numpy())
print('mape', tf.keras.metrics.mape(y[:, 0] + 2, forecast[:, 0] + 2).numpy())
print('msle', tf.keras.losses.msle(y[:, 0] + 2, forecast[:, 0] + 2).numpy())
print('loss', float(tf.reduce_mean(combined(y, forecast))))
