# River level, three hours ahead, from the last few readings.
from dataclasses import dataclass

import numpy as np
from keras.models import Sequential
from keras.layers import Dense, LSTM, Input


@dataclass
class Config:
    batch_size: int = 32
    window: int = 5
    ahead: int = 3
    units: int = 8
    epochs: int = 3
    optimizer: str = "rmsprop"


def build(cfg: Config) -> Sequential:
    model = Sequential()
    model.add(Input(batch_shape=(cfg.batch_size, cfg.window, 1)))
    model.add(LSTM(cfg.units, stateful=True))
    model.add(Dense(1))
    model.compile(loss="mae", optimizer=cfg.optimizer)
    for layer in model.layers:
        print(f"{type(layer).__name__}: {layer.count_params()} weights")
    return model


def load(cfg: Config, batches: int):
    n = batches * cfg.batch_size
    hours = np.arange(n + cfg.window + cfg.ahead)
    level = 2.1 + 0.4 * np.sin(hours / 7.0) + 0.1 * np.sin(hours / 1.9)
    x = np.array([level[i:i + cfg.window] for i in range(n)])[..., None]
    y = level[cfg.window + cfg.ahead - 1:][:n]
    return x - 2.0, y - 2.0


def train(model: Sequential, cfg: Config, x, y) -> None:
    for epoch in range(cfg.epochs):
        history = model.fit(
            x,
            y,
            batch_size=cfg.batch_size,
            epochs=1,
            verbose=0,
            shuffle=False,
        )
        for stateful_layer in model.layers:
            if getattr(stateful_layer, "stateful", False):
                stateful_layer.reset_state()
        print(f"epoch {epoch}: {history.history['loss'][0]:.5f}")


if __name__ == "__main__":
    cfg = Config(batch_size=6)
    x, y = load(cfg, batches=7)
    model = build(cfg)
    train(model, cfg, x[:-cfg.batch_size], y[:-cfg.batch_size])

    # run in on the known hours, then judge the last ones
    model.predict(x[:-cfg.batch_size], batch_size=cfg.batch_size, verbose=0)
    recent = np.arange(len(x)) >= len(x) - cfg.batch_size
    print("test error %.5f" % model.evaluate(x[recent], y[recent], verbose=0, batch_size=cfg.batch_size))
    for stateful_layer in model.layers:
        if getattr(stateful_layer, "stateful", False):
            stateful_layer.reset_state()
    print("without run-in", model.predict(x[recent], batch_size=cfg.batch_size, verbose=0)[:, 0].round(5))
