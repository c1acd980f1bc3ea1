"""A copy of the network serves requests while the original goes on learning."""
import numpy as np
import keras

CHANNELS = 2
TICKS = 6

network = keras.Sequential()
network.add(keras.Input(batch_shape=(CHANNELS, TICKS, 1)))
network.add(keras.layers.SimpleRNN(10, stateful=True))
network.add(keras.layers.Dense(4, activation="relu"))
network.add(keras.layers.Dense(1))
network.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate=0.01))

ticks = np.arange(10 * TICKS + 1)
left = np.sin(ticks / 3.0)
right = np.sign(np.sin(ticks / 8.0)) * 0.5
sound = np.stack([left, right])

x = np.concatenate([sound[:, i * TICKS:(i + 1) * TICKS] for i in range(10)]).reshape(-1, TICKS, 1)
y = np.concatenate([sound[:, (i + 1) * TICKS] for i in range(10)]).reshape(-1, 1)


def learn(epochs):
    for _ in range(epochs):
        history = network.fit(x, y, epochs=1, batch_size=CHANNELS, verbose=0, shuffle=False)
        for layer in network.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        print("loss %.5f" % history.history["loss"][0])


learn(2)

serving = keras.models.clone_model(network)
serving.set_weights(network.get_weights())

learn(1)

for request in range(2):
    old = serving.predict(x[:8], batch_size=CHANNELS, verbose=0)
    new = network.predict(x[:8], batch_size=CHANNELS, verbose=0)
    print("request", request, "old", old[-2:, 0].round(5), "new", new[-2:, 0].round(5))

# the copy starts afresh, the original keeps its memory
for layer in serving.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
old = serving.predict(x[:8], batch_size=CHANNELS, verbose=0)
new = network.predict(x[:8], batch_size=CHANNELS, verbose=0)
print("afresh", old[:4, 0].round(5), "going on", new[:4, 0].round(5))
for layer in network.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
print("original afresh", network.predict(x[:8], batch_size=CHANNELS, verbose=0)[:4, 0].round(5))
