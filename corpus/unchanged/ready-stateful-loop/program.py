import numpy as np
from keras.models import Sequential
from keras.layers import Input, LSTM, Dense

batch_size = 4
steps = 5

x, y = [], []
for block in range(6):
    for k in range(batch_size):
        t = np.arange(steps + 1) + block * steps
        wave = np.sin(0.3 * t + k)
        x.append(wave[:-1, np.newaxis])
        y.append(wave[-1])
x, y = np.array(x), np.array(y)

model = Sequential()
model.add(Input(batch_shape=(batch_size, steps, 1)))
model.add(LSTM(8, return_sequences=True, stateful=True))
model.add(LSTM(4, stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='sgd')

for epoch in range(3):
    hist = model.fit(x, y, epochs=1, batch_size=batch_size, shuffle=False, verbose=0)
    print('%.5f' % hist.history['loss'][0])
    # start the next epoch without memory
    for layer in model.layers:
        if getattr(layer, 'stateful', False):
            layer.reset_states()

print('%.5f' % model.evaluate(x, y, batch_size=batch_size, verbose=0))
