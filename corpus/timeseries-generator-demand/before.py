import numpy as np
import keras

WINDOW = 6


class Demand:
    """Daily demand with a weekly rhythm, forecast one day ahead."""

    def __init__(self, days):
        day = np.arange(days)
        self.values = (10 + 3 * np.sin(day * 2 * np.pi / 7) + 0.05 * day)[:, None]
        self.scaled = (self.values - self.values.mean()) / self.values.std()

    def windows(self, shuffle=False):
        return keras.preprocessing.sequence.TimeseriesGenerator(
            self.scaled, self.scaled, length=WINDOW, batch_size=8, shuffle=shuffle)


def network():
    model = keras.models.Sequential()
    model.add(keras.layers.recurrent.LSTM(8, input_shape=(WINDOW, 1)))
    model.add(keras.layers.core.Dense(1))
    model.compile(loss=keras.losses.mae, optimizer=keras.optimizers.adam_v2.Adam(learning_rate=0.01))
    return model


demand = Demand(60)
windows = demand.windows()
print('batches', len(windows), 'first target', windows[0][1][0, 0])
model = network()
for epoch in range(3):
    result = model.fit(windows, epochs=1, shuffle=False, verbose=0)
    print('epoch', epoch, result.history['loss'][0])
print('error', model.evaluate(demand.windows(), verbose=0))
