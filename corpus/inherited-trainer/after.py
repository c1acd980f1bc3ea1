import abc

import numpy as np
from tensorflow.keras.layers import LSTM, Dense, Bidirectional, TimeDistributed, Input
from tensorflow.keras.models import Sequential


class Trainer(abc.ABC):
    """Trains a network that remembers, pass by pass."""

    def __init__(self, batch_size, timesteps):
        self.batch_size = batch_size
        self.timesteps = timesteps
        self.model = self.create_model()
        self.losses = []

    @abc.abstractmethod
    def create_model(self):
        ...

    def reset(self):
        for layer in self.model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()

    def train(self, x, y, epochs):
        for _ in range(epochs):
            history = self.model.fit(x, y, batch_size=self.batch_size, epochs=1, verbose=0, shuffle=False)
            self.losses += history.history['loss']
            self.reset()
        return self

    def score(self, x, y):
        self.reset()
        return self.model.evaluate(x, y, batch_size=self.batch_size, verbose=0)


class BreathTrainer(Trainer):
    """Breathing in (1) or out (0), from the width of a chest belt."""

    def __init__(self, units, **kwargs):
        self.units = units
        super().__init__(**kwargs)

    def create_model(self):
        model = Sequential()
        model.add(Input(batch_shape=(self.batch_size, self.timesteps, 1)))
        model.add(Bidirectional(LSTM(self.units, return_sequences=True, stateful=True)))
        model.add(TimeDistributed(Dense(1, activation='sigmoid')))
        model.compile(loss='binary_crossentropy', optimizer='adam')
        return model

    def show(self, x):
        p = self.model.predict(x, batch_size=self.batch_size, verbose=0)
        print('in?', ' '.join('%.5f' % v for v in p[-1, :, 0]))


def chest_belts(people, windows, timesteps):
    t = np.arange(windows * timesteps + 1)
    width = np.array([np.sin(t * 2 * np.pi / (11 + p)) for p in range(people)])
    rising = (np.diff(width, axis=1) > 0).astype('float32')

    def rows(a):
        return a.reshape(people, windows, timesteps, 1).swapaxes(0, 1).reshape(-1, timesteps, 1)

    return rows(width[:, 1:]), rows(rising)


x, y = chest_belts(people=3, windows=6, timesteps=4)
trainer = BreathTrainer(units=5, batch_size=3, timesteps=4)
trainer.train(x, y, epochs=3)
print('losses', np.round(trainer.losses, 5))
print('score %.5f' % trainer.score(x, y))
trainer.show(x[:6])
trainer.reset()
trainer.show(x[:6])
