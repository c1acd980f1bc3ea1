import numpy as np
import tensorflow as tf

keras = tf.keras
BATCH_SIZE = 3


def clear_memory(model):
    try:
        model.reset_states()
    except AttributeError:
        # models of newer releases have no such method, their layers do
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_states()


series = np.sin(np.arange(46) / 4.0) + 0.1 * np.cos(np.arange(46))
x = series[:-1].reshape(9, 5, 1)
y = series[5::5].reshape(9, 1)

model = keras.Sequential()
model.add(keras.Input(batch_shape=(BATCH_SIZE, 5, 1)))
model.add(keras.layers.GRU(5, stateful=True))
model.add(keras.layers.Dense(1))
model.compile(loss="mae", optimizer=keras.optimizers.SGD(learning_rate=0.05))

for epoch in range(4):
    clear_memory(model)
    history = model.fit(x, y, batch_size=BATCH_SIZE, epochs=1, shuffle=False, verbose=0)
    print("%d %.5f" % (epoch, history.history["loss"][0]))

clear_memory(model)
print(model.predict(x, batch_size=BATCH_SIZE, verbose=0).ravel().round(5))
