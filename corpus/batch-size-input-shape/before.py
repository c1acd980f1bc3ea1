import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import LSTM, SimpleRNN, Dense
from tensorflow.keras.optimizers import Adam

n_steps = 4
n_feats = 2


def build_model(units, batch_size, shape):
    model = Sequential()
    model.add(LSTM(units, batch_size=batch_size, input_shape=shape, stateful=True))
    model.add(Dense(1, activation='linear'))
    model.compile(loss='mae', optimizer=Adam(learning_rate=0.01))
    return model


# sensors: 8 of them, seen in 5 consecutive blocks
sensors = np.arange(8).reshape(8, 1, 1)
blocks = []
for k in range(5):
    t = np.arange(n_steps).reshape(1, n_steps, 1) + k * n_steps
    blocks.append(np.concatenate([np.sin(0.3 * t + sensors), np.cos(0.2 * t * (sensors + 1) / 8)], axis=2))
targets = [block.mean(axis=(1, 2)) for block in blocks]

model = build_model(6, 8, (n_steps, n_feats))
for epoch in range(3):
    total = 0.0
    for block, target in zip(blocks, targets):
        h = model.fit(block, target, epochs=1, verbose=0)
        total += h.history['loss'][0]
    model.reset_states()
    print('epoch %d  loss %.5f' % (epoch, total / len(blocks)))

print(np.round(model.predict(blocks[0], batch_size=8, verbose=0).astype(float).ravel(), 5).tolist())

# and a simpler one for comparison
X = np.concatenate(blocks)
Y = np.concatenate(targets)
simple = Sequential([
    SimpleRNN(6, batch_size=4, input_shape=(n_steps, n_feats), stateful=True),
    Dense(1),
])
simple.compile(loss='mae', optimizer='sgd')
h = simple.fit(X, Y, batch_size=4, epochs=2, shuffle=False, verbose=0)
print(['%.5f' % v for v in h.history['loss']])
simple.reset_states()
print('%.5f' % simple.evaluate(X, Y, batch_size=4, verbose=0))
