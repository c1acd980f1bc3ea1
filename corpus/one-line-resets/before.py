import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import LSTM, Dense

np.random.seed(0)

TS = 3; BATCH = 2

x = np.arange(0, 42) / 41.0
X = np.array([x[i:i + TS] for i in range(36)])
X = X.reshape(36, TS, 1)
y = np.sqrt(x[TS:TS + 36])

model = Sequential()
model.add(LSTM(4, batch_input_shape=(BATCH, TS, 1), stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='sgd')

resets = 0
for epoch in range(4):
    h = model.fit(X, y, epochs=1, batch_size=BATCH, verbose=0, shuffle=False)
    print(epoch, '%.5f' % h.history['loss'][0])
    # keep the memory over two passes
    if epoch % 2: model.reset_states()
    if epoch % 2: resets += 1

print('number of resets', resets)
count = 0; model.reset_states()
for p in model.predict(X[:8], batch_size=BATCH, verbose=0)[:, 0]:
    print(count, '%.5f' % p); count += 1
