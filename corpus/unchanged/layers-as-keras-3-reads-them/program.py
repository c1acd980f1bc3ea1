"""Arguments that look old and that Keras 3 takes as they are."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, regularizers


def network():
    return tf.keras.Sequential([
        tf.keras.Input((12, 12, 1)),
        layers.Conv2D(4, 3, 3),  # a kernel of (3, 3), and strides of (3, 3)
        layers.LeakyReLU(alpha=0.2),
        layers.Convolution2D(2, (2, 2), padding="same", kernel_regularizer=regularizers.L1L2(l1=0.01)),
        layers.ThresholdedReLU(theta=0.1),
        layers.BatchNormalization(axis=-1, momentum=0.9),
        layers.Reshape((16, 2)),
        layers.LSTM(3, implementation=2, recurrent_activation="sigmoid"),
        layers.Dense(8 // 2, activation="relu", kernel_regularizer=regularizers.l2(0.01), name="dense.a"),
        layers.Dense(1),
    ])


class Words(tf.keras.layers.Layer):
    def __init__(self, output_dim, init="uniform", **kwargs):
        super().__init__(**kwargs)
        self.output_dim, self.init = output_dim, init
        self.lookup = layers.Embedding(input_dim=10, output_dim=output_dim, weights=[np.arange(20.0).reshape(10, 2)])

    def call(self, inputs):
        return tf.reduce_mean(self.lookup(inputs), axis=1)


pictures = np.random.RandomState(0).rand(6, 12, 12, 1).astype("float32")
target = pictures.mean(axis=(1, 2))
model = network()
model.compile("sgd", "mse")
print("loss %.5f" % model.fit(pictures, target, batch_size=3, shuffle=False, verbose=0).history["loss"][0])
print(np.round(model.predict(pictures[:3], verbose=0).ravel(), 5).tolist())
print(np.asarray(Words(output_dim=2, init="normal")(np.array([[1, 2], [3, 5]]))).tolist())
