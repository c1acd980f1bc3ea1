"""Which of three machines made a noise? Blocks of an encoder that hand `training` on without its name."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Model


class Block(layers.Layer):
    """Attention over the frames, then two dense layers."""

    def __init__(self, width, rate=0.0):
        super().__init__()
        self.attention = layers.MultiHeadAttention(num_heads=2, key_dim=width // 2)
        self.inner = layers.Dense(2 * width, activation="relu")
        self.outer = layers.Dense(width)
        self.norm = layers.LayerNormalization(epsilon=1e-6)
        self.dropout = layers.Dropout(rate)

    def call(self, x, training, mask=None):
        seen = self.attention(x, x, attention_mask=mask)
        x = self.norm(x + self.dropout(seen, training))
        return x + self.dropout(self.outer(self.inner(x)), training)


class Loudness(layers.Layer):
    def call(self, x, power, keep):
        loud = tf.abs(x) ** power
        return tf.concat([x, loud], axis=-1) if keep else loud


class Classifier(Model):
    def __init__(self, blocks, width, classes):
        super().__init__()
        self.loudness = Loudness()
        self.embed = layers.Dense(width)
        self.blocks = [Block(width) for _ in range(blocks)]
        self.normed = layers.BatchNormalization()
        self.pool = layers.GlobalAveragePooling1D()
        self.answer = layers.Dense(classes, activation="softmax")

    def call(self, frames, training=False):
        x = self.embed(self.loudness(frames, 2.0, True))
        for block in self.blocks:
            x = block(x, training, None)  # no frame is padded
        x = self.normed(self.pool(x), training)
        return self.answer(x)


rng = np.random.RandomState(7)
machine = rng.randint(0, 3, size=60)
noise = rng.normal(size=(60, 8, 4)).astype("float32") * (1.0 + machine[:, None, None].astype("float32"))

model = Classifier(blocks=2, width=8, classes=3)
model.compile(optimizer=tf.keras.optimizers.SGD(0.05), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(noise, machine, batch_size=20, epochs=3, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4).tolist())
print(np.round(model.predict(noise[:2], verbose=0), 4).tolist())
print(np.round(model(noise[:3], False).numpy().sum(axis=-1), 4).tolist())
