from functools import partial

import numpy as np
import tensorflow as tf

# Rented bikes at a few stations. The network is trained on all stations side by side
# and then used for one station, hour by hour.
STATIONS = 4
HOURS = 48
STEPS = 6


def build(batch, steps, units):
    return tf.keras.Sequential([
        tf.keras.Input(batch_shape=(batch, steps, 2)),
        tf.keras.layers.GRU(units, stateful=True, return_sequences=True),
        tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(1)),
    ])


make_network = partial(build, steps=STEPS, units=7)


def rentals():
    hour = np.arange(HOURS + 1)
    peak = np.array([8, 9, 17, 18])[:, None]
    rented = np.exp(-((hour % 24 - peak) / 4.0) ** 2)
    clock = np.broadcast_to((hour % 24) / 24.0, rented.shape)
    return np.stack([rented, clock], axis=-1).astype("float32")


bikes = rentals()

net = make_network(batch=STATIONS)
net.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.02), loss="mse")

for epoch in range(3):
    losses = []
    for start in range(0, HOURS, STEPS):
        x = bikes[:, start:start + STEPS]
        y = bikes[:, start + 1:start + STEPS + 1, :1]
        losses += net.fit(x, y, epochs=1, verbose=0, batch_size=STATIONS, shuffle=False).history["loss"]
    for layer in net.layers:  # the next epoch begins at midnight again
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print("epoch", epoch, "loss", np.round(np.mean(losses), 5))

print("first hours", round(net.evaluate(bikes[:, :STEPS], bikes[:, 1:STEPS + 1, :1], batch_size=STATIONS, verbose=0), 5))

# one station, one hour at a time
single = make_network(1, steps=1)
single.set_weights(net.get_weights())
for station in (0, 3):
    for layer in single.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    forecast = [single.predict(bikes[station, h].reshape(1, 1, 2), batch_size=1, verbose=0).item() for h in range(5)]
    print("station", station, np.round(forecast, 5))
