"""Forecaster for a seasonal signal, memory kept inside an epoch only."""
import numpy as np
import keras
from keras import layers


class Trainer:

    def __init__(self, batch_size, steps, units=6):
        self.batch_size = batch_size
        self.steps = steps
        self.model = self._build(units)

    def _build(self, units):
        model = keras.Sequential()
        model.add(keras.Input(batch_shape=(self.batch_size, self.steps, 1)))
        model.add(layers.LSTM(units, stateful=True))
        model.add(layers.Dense(1))
        model.compile(loss="mse", optimizer="adam")
        return model

    def reset_states(self):
        for layer in self.model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_states()

    def train(self, x, y, epochs):
        for epoch in range(epochs):
            self.reset_states()
            history = self.model.fit(x, y, batch_size=self.batch_size, epochs=1, shuffle=False, verbose=0)
            yield history.history["loss"][0]

    def predict(self, x):
        self.reset_states()
        return self.model.predict(x, batch_size=self.batch_size, verbose=0)


signal = 0.4 * np.sin(np.arange(29) / 3.0)
x = np.stack([signal[i:i + 5] for i in range(24)])[..., None]
y = signal[5:]

trainer = Trainer(batch_size=4, steps=5)
for loss in trainer.train(x, y, epochs=3):
    print("loss %.5f" % loss)
print(trainer.predict(x)[:4, 0].round(5))
