"""Watches the current of a lift motor and says how unusual it is."""

import keras
import numpy as np


class MotorWatch:
    BATCH = 2       # up and down, two cabins
    WINDOW = 5

    def __init__(self, units=6):
        self._units = units
        self._model = None

    @property
    def model(self):
        if self._model is None:
            self._model = self._build()
        return self._model

    def _build(self):
        net = keras.models.Sequential()
        net.add(keras.layers.LSTM(self._units, stateful=True,
                                  batch_input_shape=(self.BATCH, self.WINDOW, 1)))
        net.add(keras.layers.Dense(self.WINDOW))
        net.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse")
        return net

    def learn(self, currents, rounds=3):
        """`currents` has one row per cabin."""
        for k in range(rounds):
            losses = []
            for now, following in self._windows(currents):
                losses.append(self.model.fit(now[..., None], following, epochs=1, verbose=0).history["loss"][0])
            self.forget()
            print("round", k, "loss", round(float(np.mean(losses)), 5))

    def forget(self):
        self.model.reset_states()

    def unusual(self, currents):
        self.forget()
        scores = []
        for now, following in self._windows(currents):
            expected = self.model.predict(now[..., None], batch_size=self.BATCH, verbose=0)
            scores.append(np.abs(expected - following).mean(axis=1))
        return np.array(scores)

    def _windows(self, currents):
        for i in range(0, currents.shape[1] - self.WINDOW, self.WINDOW):
            yield currents[:, i:i + self.WINDOW], currents[:, i + self.WINDOW:i + 2 * self.WINDOW]


t = np.arange(40)
normal = np.stack([np.sin(t / 3.0), np.cos(t / 4.0)])
worn = normal.copy()
worn[1, 25:] += 0.5

watch = MotorWatch()
watch.learn(normal)
print("normal", watch.unusual(normal)[-2:].round(5).tolist())
print("worn  ", watch.unusual(worn)[-2:].round(5).tolist())
