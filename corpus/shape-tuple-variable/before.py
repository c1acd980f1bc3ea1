import numpy as np
from tensorflow.keras import Sequential
from tensorflow.keras.layers import LSTM, Dense

# wind speed at two masts, 64 windows
batch_size = 32
T = 8
F = 2

steps = np.arange(64 + T)
wind = np.stack([np.sin(steps / 5.0), np.sin(steps / 5.0 - 0.8)], axis=1)
windows = np.lib.stride_tricks.sliding_window_view(wind, T, axis=0)
X = windows[:64].transpose(0, 2, 1)
y = wind[T:T + 64, 1]

shape = (batch_size, T, F)

model = Sequential()
model.add(LSTM(10, batch_input_shape=shape, stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='adam')
print('parameters', model.count_params())

epochs = 4
for epoch in range(epochs):
    h = model.fit(X, y, epochs=1, verbose=0)
    model.reset_states()
    print('epoch {}/{} loss {:.5f}'.format(epoch + 1, epochs, h.history['loss'][0]))

pred = model.predict(X, verbose=0)
rmse = np.sqrt(np.mean((pred[:, 0] - y) ** 2))
print('rmse {:.5f}'.format(rmse))
