import numpy as np
import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    def __init__(self, factor, **kwargs):
        super(Scale, self).__init__(dynamic=False, **kwargs)
        self.factor = factor

    def call(self, inputs):
        return inputs * self.factor


class Plain(tf.keras.layers.SimpleRNN):
    def __init__(self, units):
        tf.keras.layers.SimpleRNN.__init__(self, units, implementation=1, return_sequences=True)


class Windows(object):
    """Reads windows of numbers from 0 to 9 and says whether they rise."""

    def __init__(self, steps):
        layers = tf.keras.layers
        self.network = tf.keras.Sequential([
            layers.Embedding(10, 4, "uniform", None, None, None, False, steps),
            Scale(2.0, name="scale/twice"),
            Plain(4),
            layers.SpatialDropout1D(0.0),
            layers.Bidirectional(layers.GRU(3, time_major=False, implementation=2, return_sequences=True)),
            layers.AveragePooling1D(),
            layers.Lambda(lambda t: t[:, -1, :4], output_shape=[4]),
            layers.Dense(1, activation="sigmoid"),
        ])
        self.network.compile(loss="binary_crossentropy", optimizer="sgd")

    def train(self, x, y):
        history = self.network.fit(x, y, epochs=2, batch_size=8, shuffle=False, verbose=0)
        return history.history["loss"]

    def predict(self, x):
        return self.network.predict(x, verbose=0)


if __name__ == "__main__":
    rng = np.random.RandomState(5)
    x = rng.randint(0, 10, size=(32, 6))
    y = (x[:, -1] > x[:, 0]).astype("float32")
    windows = Windows(6)
    print(len(windows.network.get_weights()), "arrays of weights")
    print("losses", [round(float(loss), 5) for loss in windows.train(x, y)])
    print(np.round(windows.predict(x[:4]).ravel(), 5).tolist())
