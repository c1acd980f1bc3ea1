import numpy as np
import keras
from keras import layers


class SignalTagger(object):
    """Tags every step of a multi-channel signal with one of three classes."""

    def __init__(self, batch_size, steps, channels, classes=3):
        self.batch_size = batch_size
        self.steps = steps
        self.channels = channels
        self.classes = classes
        self.losses = []

        self.model = keras.Sequential()
        self.model.add(layers.Input(batch_shape=(self.batch_size, self.steps, self.channels)))
        self.model.add(layers.Bidirectional(layers.LSTM(5, return_sequences=True, stateful=True)))
        self.model.add(layers.Dense(self.classes, activation='softmax'))
        self.model.compile(loss='categorical_crossentropy', optimizer='adam')

    def train(self, blocks, epochs):
        for epoch in range(epochs):
            total = 0.
            for x, y in blocks:
                h = self.model.fit(x, y, verbose=0, batch_size=self.batch_size, shuffle=False)
                total += h.history['loss'][0]
            self.losses.append(total / len(blocks))
            for layer in self.model.layers:
                if getattr(layer, "stateful", False):
                    layer.reset_state()

    def tag(self, x):
        return self.model.predict(x, verbose=0, batch_size=self.batch_size)


def make_blocks(n, batch_size, steps, channels):
    blocks = []
    for i in range(n):
        t = (i * steps + np.arange(steps)).reshape(1, steps, 1)
        unit = np.arange(batch_size).reshape(batch_size, 1, 1)
        channel = np.arange(channels).reshape(1, 1, channels)
        x = np.sin(0.5 * t + unit) * np.cos(0.2 * t * (channel + 1))
        level = x.sum(axis=-1)
        y = np.eye(3)[np.digitize(level, [-0.6, 0.6])]
        blocks.append((x, y))
    return blocks


if __name__ == '__main__':
    blocks = make_blocks(4, 6, 5, 4)
    tagger = SignalTagger(6, 5, 4)
    tagger.train(blocks, epochs=3)
    print(['%.5f' % v for v in tagger.losses])

    probs = tagger.tag(blocks[0][0])
    for row in probs[2]:
        print('%.5f %.5f %.5f' % tuple(row))
    print('share of class 1: %.5f' % probs[..., 1].mean())
