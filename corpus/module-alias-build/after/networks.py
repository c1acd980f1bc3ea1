from tensorflow.keras import layers, models, optimizers

import config


def make(units, step=0.01):
    net = models.Sequential([
        layers.Input(batch_shape=(config.BATCH_SIZE, config.WINDOW, 1)),
        layers.GRU(units, stateful=True),
        layers.Dense(units // 2, activation="tanh"),
        layers.Dense(1),
    ])
    net.compile(optimizer=optimizers.Adam(step), loss="mse", metrics=["mae"])
    return net
