import numpy as np

import config
import networks as nets


def household_load(weeks):
    """Daily load, week after week: the households of one week stand together."""
    days = np.arange(weeks * config.WINDOW + 1)
    base = np.linspace(0.2, 0.9, config.BATCH_SIZE)[:, None]
    load = base + 0.3 * np.sin(days * 2 * np.pi / 7) * base + 0.1 * np.cos(days / 11 + 4 * base)
    x = load[:, :-1].reshape(config.BATCH_SIZE, weeks, config.WINDOW).swapaxes(0, 1)
    y = load[:, config.WINDOW::config.WINDOW].T
    return x.reshape(-1, config.WINDOW, 1), y.reshape(-1, 1)


x, y = household_load(weeks=9)
model = nets.make(units=8)

for epoch in range(config.EPOCHS):
    model.reset_states()
    losses = []
    for start in range(0, len(x), config.BATCH_SIZE):
        week = slice(start, start + config.BATCH_SIZE)
        history = model.fit(x[week], y[week], verbose=0)
        losses.append(history.history["loss"][0])
    print("epoch", epoch, "mean loss", round(float(np.mean(losses)), 5))

loss, mae = model.evaluate(x, y, batch_size=config.BATCH_SIZE, verbose=0)
print("loss", round(loss, 5), "mae", round(mae, 5))
model.reset_states()
print("week 1 again", model.predict(x[:config.BATCH_SIZE], verbose=0)[:, 0].round(5))
