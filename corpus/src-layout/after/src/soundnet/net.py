from tensorflow import keras

from .layers import memory, readout


class SoundNet:
    def __init__(self, streams, frames, bands, units=8):
        self.streams = streams
        self.model = keras.Sequential(name="soundnet")
        self.model.add(keras.Input(batch_shape=(streams, frames, bands)))
        self.model.add(keras.layers.LSTM(units, return_sequences=True, stateful=True))
        self.model.add(memory(units))
        self.model.add(readout(1))
        self.model.compile(loss="mse", optimizer=keras.optimizers.RMSprop(0.005))

    def fit_epoch(self, x, y):
        log = self.model.fit(x, y, batch_size=self.streams, epochs=1, verbose=0, shuffle=False)
        return log.history["loss"][0]

    def forget(self):
        """A new recording begins on every stream."""
        for layer in self.model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
