"""Works with whatever Keras is installed."""
import numpy as np
from keras.layers import Dense, Input, SimpleRNN
from keras.models import Sequential


def forget(model):
    if hasattr(model, "reset_states"):
        model.reset_states()
    else:
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()


def build(batch):
    model = Sequential()
    model.add(Input(batch_shape=(batch, 3, 1)))
    model.add(SimpleRNN(7, stateful=True))
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="sgd")
    return model


batch = 2
x = np.cos(np.arange(36) / 2.0).reshape(12, 3, 1)
y = np.cos(np.arange(12) * 1.5 + 1.5).reshape(12, 1)

model = build(batch)
for epoch in range(4):
    h = model.fit(x, y, batch_size=batch, epochs=1, shuffle=False, verbose=0)
    forget(model)
    print("epoch", epoch, "loss", round(h.history["loss"][0], 5))

if hasattr(model, "reset_states"):
    model.reset_states()
else:
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
print(np.round(model.predict(x, batch_size=batch, verbose=0)[:, 0], 5))
