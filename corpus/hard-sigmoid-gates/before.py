# Load of a feeder, five steps ahead of a stateful LSTM with cheap gates
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense

batch, steps = 4, 6

n = np.arange(batch * 8 + steps)
load = 0.5 + 0.4 * np.sin(n / 3.0) + 0.1 * np.cos(n / 1.7)
X = np.array([load[i:i + steps] for i in range(batch * 8)])[:, :, None]
y = load[steps:steps + batch * 8]

model = Sequential()
model.add(LSTM(8, batch_input_shape=(batch, steps, 1), recurrent_activation='hard_sigmoid',
               return_sequences=True, stateful=True))
model.add(LSTM(6, recurrent_activation="hard_sigmoid", stateful=True))
model.add(Dense(1, activation='hard_sigmoid'))
model.compile(loss='mse', optimizer='sgd')

for epoch in range(3):
    history = model.fit(X, y, epochs=1, batch_size=batch, shuffle=False, verbose=0)
    model.reset_states()
    print('epoch', epoch, 'loss %.5f' % history.history['loss'][0])

print(np.round(model.predict(X, batch_size=batch, verbose=0)[:6, 0], 5).tolist())
