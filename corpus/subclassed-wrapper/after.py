"""Keystroke timing: is it still the same person at the keyboard?"""
import numpy as np
import tensorflow as tf


def reset_states(model):
    """Reset the stateful layers of a Keras model, as Keras 2's Model.reset_states() did."""
    for layer in model.layers:
        if isinstance(layer, tf.keras.Model):
            reset_states(layer)
        elif getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
            layer.reset_state()


BATCH = 2
KEYS = 5


class TypingModel(tf.keras.Model):
    """Remembers each typist from one stretch of keys to the next."""

    def __init__(self, units=7):
        super().__init__()
        self.rhythm = tf.keras.layers.GRU(units, stateful=True)
        self.mix = tf.keras.layers.Dense(4, activation="tanh")
        self.guess = tf.keras.layers.Dense(1)

    def call(self, inputs):
        return self.guess(self.mix(self.rhythm(inputs)))

    def reset_memory(self):
        """Forget the typists."""
        reset_states(self)


def keystrokes(stretches):
    n = np.arange(stretches * KEYS + 1)
    slow = 0.30 + 0.10 * np.sin(n / 2.0)
    fast = 0.15 + 0.05 * np.cos(n / 3.0)
    both = np.stack([slow, fast]).astype("float32")
    x = [both[:, k * KEYS:(k + 1) * KEYS] for k in range(stretches)]
    y = [both[:, (k + 1) * KEYS] for k in range(stretches)]
    return np.concatenate(x)[:, :, None], np.concatenate(y)[:, None]


def train(model, x, y, epochs):
    for epoch in range(epochs):
        model.reset_memory()
        history = model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
        print("epoch %d loss %.6f" % (epoch + 1, history.history["loss"][0]))


x, y = keystrokes(10)

model = TypingModel()
model(x[:BATCH])  # makes the weights, with room for the memory of two typists
model.compile(optimizer="sgd", loss="mse")
train(model, x, y, epochs=3)

warm = model.predict(x, batch_size=BATCH, verbose=0)
model.reset_memory()
cold = model.predict(x, batch_size=BATCH, verbose=0)
print("warm", warm[:4, 0].round(5))
print("cold", cold[:4, 0].round(5))
