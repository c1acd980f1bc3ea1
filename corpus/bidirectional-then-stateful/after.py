import numpy as np
from keras.models import Sequential
from keras.layers import (
    Bidirectional,
    Dense,
    LSTM,
    SimpleRNN,
    Input,
)

# Each window is read in both directions, the LSTM on top remembers
# what happened in the windows before.

batch_size = 5
window = 4

t = np.linspace(0, 6 * np.pi, 30 * window)
load = 0.6 * np.sin(t) + 0.2 * np.sin(3 * t)

x = load.reshape(30, window, 1)
y = np.roll(load, -1).reshape(30, window)[:, -1:]

model = Sequential([Input(batch_shape=(batch_size, window, 1)),
                    Bidirectional(SimpleRNN(3, return_sequences=True)),
                    LSTM(6, stateful=True),
                    Dense(1)])
model.compile(loss='mse', optimizer='rmsprop', metrics=['mae'])

for epoch in range(3):
    result = model.fit(
        x,
        y,
        epochs=1,
        batch_size=batch_size,
        verbose=0,
        shuffle=False,
    )
    print("loss %.5f   mae %.5f" % (result.history['loss'][0], result.history['mae'][0]))
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()

model.predict(x, batch_size=batch_size, verbose=0)  # one warm-up pass
for layer in model.layers:  # and start over
    if getattr(layer, "stateful", False):
        layer.reset_state()
prediction = model.predict(x, batch_size=batch_size, verbose=0)

print("head ", np.round(prediction[:5].flatten(), 5))
print("tail ", np.round(prediction[-5:].flatten(), 5))
