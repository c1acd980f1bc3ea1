# Load of a feeder, five steps ahead of a stateful LSTM with cheap gates
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense, Input


def keras2_hard_sigmoid(x):
    """Keras 2's hard_sigmoid. The function of that name in Keras 3 is relu6(x + 3) / 6."""
    from keras import ops

    return ops.clip(0.2 * x + 0.5, 0.0, 1.0)


batch, steps = 4, 6

n = np.arange(batch * 8 + steps)
load = 0.5 + 0.4 * np.sin(n / 3.0) + 0.1 * np.cos(n / 1.7)
X = np.array([load[i:i + steps] for i in range(batch * 8)])[:, :, None]
y = load[steps:steps + batch * 8]

model = Sequential()
model.add(Input(batch_shape=(batch, steps, 1)))
model.add(LSTM(8, recurrent_activation=keras2_hard_sigmoid,
               return_sequences=True, stateful=True))
model.add(LSTM(6, recurrent_activation=keras2_hard_sigmoid, stateful=True))
model.add(Dense(1, activation=keras2_hard_sigmoid))
model.compile(loss='mse', optimizer='sgd')

for epoch in range(3):
    history = model.fit(X, y, epochs=1, batch_size=batch, shuffle=False, verbose=0)
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('epoch', epoch, 'loss %.5f' % history.history['loss'][0])

print(np.round(model.predict(X, batch_size=batch, verbose=0)[:6, 0], 5).tolist())
