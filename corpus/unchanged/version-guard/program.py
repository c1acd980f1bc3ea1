import numpy as np
import keras
from keras.layers import LSTM, Dense

batch, steps = 2, 4
x = np.sin(np.arange(64) * 0.4).reshape(16, steps, 1)
y = x.sum(axis=1) / steps

model = keras.Sequential([
    keras.Input(batch_shape=(batch, steps, 1)),
    LSTM(4, stateful=True),
    Dense(1),
])
model.compile(loss="mse", optimizer="rmsprop")

for epoch in range(3):
    fit = model.fit(x, y, batch_size=batch, epochs=1, shuffle=False, verbose=0)
    print("loss", round(fit.history["loss"][0], 5))
    if keras.__version__.startswith("2"):
        model.reset_states()
    else:
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()

print(np.round(model.predict(x, batch_size=batch, verbose=0)[:4, 0], 5))
