import numpy as np
from keras.callbacks import Callback
from keras.layers import Dense, GRU, Input
from keras.models import Sequential


class ForgetBetweenEpochs(Callback):

    def on_epoch_begin(self, epoch, logs=None):
        for layer in self.model.layers:
            if hasattr(layer, "reset_states") and getattr(layer, "stateful", False):
                layer.reset_states()


BATCH = 3
t = np.arange(3 * 8 * 4 + 1) / 5.0
wave = np.sin(t) * np.cos(t / 7)
X = wave[:-1].reshape(24, 4, 1)
Y = wave[4::4].reshape(24, 1)

model = Sequential()
model.add(Input(batch_shape=(BATCH, 4, 1)))
model.add(GRU(8, stateful=True))
model.add(Dense(1))
model.compile(loss="mse", optimizer="rmsprop")

history = model.fit(X, Y, batch_size=BATCH, epochs=4, shuffle=False, verbose=0,
                    callbacks=[ForgetBetweenEpochs()])
print(np.round(history.history["loss"], 5))
print(np.round(model.predict(X, batch_size=BATCH, verbose=0)[-3:, 0], 5))
