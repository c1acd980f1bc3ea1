import numpy as np
import tensorflow as tf

keras = tf.keras


class DecayingCell(keras.layers.Layer):
    """Adds what it reads to what it remembers, of which some is lost at every step."""

    def __init__(self, units, keep=0.8, **kwargs):
        super(DecayingCell, self).__init__(**kwargs)
        self.units = units
        self.keep = keep

    @property
    def state_size(self):
        return self.units

    @property
    def output_size(self):
        return self.units

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.built = True

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        """Half of what a cell may remember."""
        return tf.fill((batch_size, self.units), tf.constant(0.5, dtype)) + tf.zeros((batch_size, self.units), dtype=dtype)

    def call(self, inputs, states):
        memory = self.keep * states[0] + tf.matmul(inputs, self.kernel)
        return memory, [memory]


def tagger(steps, width):
    sequence = keras.Input((steps, width))
    hidden = keras.layers.RNN(DecayingCell(4), return_sequences=True)(sequence)
    hidden = keras.layers.RNN(DecayingCell(3, keep=0.5))(hidden)
    return keras.Model(sequence, keras.layers.Dense(1)(hidden))


if __name__ == "__main__":
    rng = np.random.RandomState(8)
    x = rng.normal(size=(20, 6, 2)).astype("float32")
    y = x[:, :, 0].sum(axis=1)
    model = tagger(6, 2)
    model.compile(loss="mae", optimizer="sgd")
    history = model.fit(x, y, epochs=4, batch_size=5, shuffle=False, verbose=0)
    print("loss", [round(v, 4) for v in history.history["loss"]])
    print("tags", np.round(model.predict(x[:4], verbose=0).ravel(), 4))
