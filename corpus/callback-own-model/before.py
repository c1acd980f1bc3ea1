"""A tune generator that plays a few notes after each epoch of its training.

Training runs on three tunes at once, playing on one, so there are two networks with the
same weights.
"""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.callbacks import Callback, LambdaCallback

TUNES = 3
STEPS = 4


def make_net(tunes, steps):
    net = keras.Sequential([
        layers.GRU(8, stateful=True, batch_input_shape=(tunes, steps, 1)),
        layers.Dense(1),
    ])
    net.compile(optimizer='adam', loss='mse')
    return net


class PlayNotes(Callback):
    def __init__(self, net, first_note, count=4):
        super().__init__()
        self.net = net
        self.first_note = first_note
        self.count = count

    def on_epoch_end(self, epoch, logs=None):
        self.net.set_weights(self.model.get_weights())
        self.net.reset_states()
        note = np.full((1, 1, 1), self.first_note)
        notes = []
        for _ in range(self.count):
            note = self.net.predict(note, batch_size=1, verbose=0).reshape(1, 1, 1)
            notes.append(round(float(note[0, 0, 0]), 5))
        print('epoch', epoch, 'loss %.5f' % logs['loss'], 'plays', notes)


class StartOver(Callback):
    def on_epoch_begin(self, epoch, logs=None):
        # all tunes are at their first bar again
        self.model.reset_states()


scale = np.array([0.0, 0.2, 0.4, 0.5, 0.7, 0.9, 1.0])
n = np.arange(33)
tunes = [scale[(n * step) % 7] for step in (1, 2, 3)]
x = np.array([tune[k:k + STEPS] for k in range(0, 28, STEPS) for tune in tunes])[..., None]
y = np.array([tune[k + STEPS] for k in range(0, 28, STEPS) for tune in tunes])

trained = make_net(TUNES, STEPS)
player = make_net(1, 1)
trained.fit(x, y, batch_size=TUNES, epochs=3, verbose=0, callbacks=[
    StartOver(),
    PlayNotes(player, first_note=0.4),
    LambdaCallback(on_train_end=lambda logs: trained.reset_states()),
])

print('next', trained.predict(x, batch_size=TUNES, verbose=0)[:3, 0].round(5))
