import numpy as np
from tensorflow import keras

BATCH, STEPS = 3, 4


def reset_states(model):
    """Forget everything the recurrent layers remember."""
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_states()


def my_reset_states(models):
    for m in models:
        reset_states(m)


def build(units):
    model = keras.Sequential([
        keras.Input(batch_shape=(BATCH, STEPS, 1)),
        keras.layers.GRU(units, stateful=True),
        keras.layers.Dense(1),
    ])
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=0.05))
    return model


x = np.sin(np.arange(BATCH * 5 * STEPS) * 0.4).reshape(BATCH * 5, STEPS, 1)
y = x[:, -1, 0] * 0.5

small, large = build(2), build(6)
for epoch in range(2):
    for model in (small, large):
        h = model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
        print("%.5f" % h.history["loss"][0])
    my_reset_states([small, large])

reset_states(small)
print("%.5f" % small.evaluate(x, y, batch_size=BATCH, verbose=0))
