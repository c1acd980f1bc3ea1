import numpy as np
from tensorflow.keras.models import Sequential, Model
from tensorflow.keras.layers import LSTM, Dense, Input


def reset_states(model):
    """Reset the stateful layers of a Keras model, as Keras 2's Model.reset_states() did."""
    for layer in model.layers:
        if isinstance(layer, Model):
            reset_states(layer)
        elif getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
            layer.reset_state()


np.random.seed(0)

TS = 3; BATCH = 2

x = np.arange(0, 42) / 41.0
X = np.array([x[i:i + TS] for i in range(36)])
X = X.reshape(36, TS, 1)
y = np.sqrt(x[TS:TS + 36])

model = Sequential()
model.add(Input(batch_shape=(BATCH, TS, 1)))
model.add(LSTM(4, stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='sgd')

resets = 0
for epoch in range(4):
    h = model.fit(X, y, epochs=1, batch_size=BATCH, verbose=0, shuffle=False)
    print(epoch, '%.5f' % h.history['loss'][0])
    # keep the memory over two passes
    if epoch % 2: reset_states(model)
    if epoch % 2: resets += 1

print('number of resets', resets)
count = 0; reset_states(model)
for p in model.predict(X[:8], batch_size=BATCH, verbose=0)[:, 0]:
    print(count, '%.5f' % p); count += 1
