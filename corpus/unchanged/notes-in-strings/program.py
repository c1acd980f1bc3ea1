"""Notes on stateful networks, with a small example.

Years ago one wrote

    model.add(LSTM(4, batch_input_shape=(1, 3, 1), stateful=True))
    model.fit(X, y, epochs=1, batch_size=1, shuffle=False)
    model.reset_states()

and the state was kept from one batch to the next.
"""
import numpy as np
from tensorflow.keras.layers import GRU, Dense, Input
from tensorflow.keras.models import Sequential

HELP = "stateless model: neither batch_input_shape= nor model.reset_states() is needed"

x = np.cos(np.arange(24) / 3.0).reshape(8, 3, 1)
y = x.sum(axis=(1, 2))

model = Sequential()
# model.add(LSTM(4, batch_input_shape=(1, 3, 1), stateful=True))
model.add(Input(shape=(3, 1)))
model.add(GRU(4))
model.add(Dense(1))
model.compile(loss='mse', optimizer='sgd')

print(HELP)
for epoch in range(3):
    print('loss %.5f' % model.train_on_batch(x, y))
    # model.reset_states()
print("see also: 'LSTM(batch_input_shape=...)' and \"model.reset_states()\"")
print(np.round(model.predict(x, verbose=0).astype(float).ravel(), 5).tolist())
