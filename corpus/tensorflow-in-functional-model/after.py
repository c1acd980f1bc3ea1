import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras import backend as K, ops
from tensorflow.keras.layers import Dense, GRU


def scaled_dot_product(q, k, v):
    scores = tf.keras.ops.matmul(q, tf.keras.ops.swapaxes(k, -1, -2)) / tf.math.sqrt(4.0)
    weights = tf.keras.ops.softmax(scores, axis=-1)
    return tf.keras.ops.matmul(weights, v), weights


def build():
    series = Input((6, 2))
    static = Input((3,))

    x = GRU(4, return_sequences=True)(series)
    context, weights = scaled_dot_product(x, x, x)
    pooled = tf.keras.ops.concatenate([tf.keras.ops.mean(context, axis=1), tf.keras.ops.max(context, axis=1)], axis=-1)

    last_two = tf.keras.ops.reshape(x[:, -2:], (-1, 8))
    spread = ops.std(series, axis=1)
    side = tf.keras.ops.tile(tf.keras.ops.expand_dims(static, 1), [1, 2, 1])
    side = tf.keras.ops.sum(side, axis=1) * 0.5

    features = tf.keras.ops.concatenate([pooled, last_two, spread, tf.keras.ops.relu(side)], axis=1)
    features = tf.keras.ops.clip(features, -3.0, 3.0)
    out = Dense(1)(features)
    return Model([series, static], [out, tf.keras.ops.squeeze(weights[:, -1:], axis=1)])


model = build()
model.compile("sgd", loss=["mse", None])

rng = np.random.RandomState(8)
series = rng.normal(size=(32, 6, 2)).astype("float32")
static = rng.normal(size=(32, 3)).astype("float32")
target = series.mean(axis=(1, 2)) + static[:, 0]

history = model.fit([series, static], target, batch_size=8, epochs=3, shuffle=False, verbose=0)
print(["%.5f" % v for v in history.history["loss"]])
out, weights = model.predict([series[:2], static[:2]], verbose=0)
print(np.round(out.ravel(), 5))
print(np.round(weights, 4))
