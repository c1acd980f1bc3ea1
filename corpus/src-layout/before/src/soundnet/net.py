from tensorflow import keras

from .layers import memory, readout


class SoundNet:
    def __init__(self, streams, frames, bands, units=8):
        self.streams = streams
        self.model = keras.Sequential(name="soundnet")
        self.model.add(keras.layers.LSTM(units, return_sequences=True, stateful=True,
                                         batch_input_shape=(streams, frames, bands)))
        self.model.add(memory(units))
        self.model.add(readout(1))
        self.model.compile(loss="mse", optimizer=keras.optimizers.RMSprop(0.005))

    def fit_epoch(self, x, y):
        log = self.model.fit(x, y, batch_size=self.streams, epochs=1, verbose=0)
        return log.history["loss"][0]

    def forget(self):
        """A new recording begins on every stream."""
        self.model.reset_states()
