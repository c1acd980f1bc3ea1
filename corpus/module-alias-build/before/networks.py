from tensorflow.keras import layers, models, optimizers

import config


def make(units, step=0.01):
    net = models.Sequential([
        layers.GRU(units, batch_input_shape=(config.BATCH_SIZE, config.WINDOW, 1), stateful=True),
        layers.Dense(units // 2, activation="tanh"),
        layers.Dense(1),
    ])
    net.compile(optimizer=optimizers.Adam(step), loss="mse", metrics=["mae"])
    return net
