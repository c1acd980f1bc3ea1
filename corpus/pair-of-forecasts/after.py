import numpy as np
from keras.callbacks import EarlyStopping, ReduceLROnPlateau
from keras.layers import Dense, GRU, Input
from keras.models import Model

STEPS = 7


def windows(series):
    x = np.array([series[i:i + STEPS] for i in range(len(series) - STEPS - 1)])[..., None]
    return x, series[STEPS:-1], series[STEPS + 1:]


class Forecaster:
    def __init__(self, units=6):
        seen = Input(shape=(STEPS, 1))
        state = GRU(units)(seen)
        self.model = Model(seen, [Dense(1, name='soon')(state), Dense(1, name='later')(state)])
        self.model.compile(optimizer='sgd', loss={'soon': 'mse', 'later': 'mse'}, metrics={'later': ['mae']})

    def train(self, series, epochs):
        x, soon, later = windows(series)
        watch = [
            EarlyStopping(monitor='later_mae', patience=2, verbose=0, mode="min"),
            ReduceLROnPlateau('later_loss', factor=0.3, patience=1, min_delta=0.01, mode="min"),
        ]
        return self.model.fit(x, {'soon': soon, 'later': later}, epochs=epochs, batch_size=8, shuffle=False, verbose=0,
                              callbacks=watch).history


temperature = np.sin(np.arange(48) / 4.0) + np.arange(48) / 100.0
forecaster = Forecaster()
logs = forecaster.train(temperature, epochs=6)
print('soon', np.round(logs['soon_loss'], 4).tolist())
print('later', np.round(logs['later_loss'], 4).tolist(), np.round(logs['later_mae'], 4).tolist())
print('rate', np.round(logs.get('learning_rate'), 6).tolist())
x, soon, later = windows(temperature)
scores = forecaster.model.evaluate(x, [soon, later], verbose=0)
print(len(scores), round(float(scores[0]), 4))
