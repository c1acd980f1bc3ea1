import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense

# 100 sequences of 10 time steps with 3 features each
t = np.arange(100 * 10 * 3)
X = np.sin(t / 7.0).reshape(100, 10, 3)
y = np.cos(np.arange(100 * 5) / 11.0).reshape(100, 5)

model = Sequential()
model.add(LSTM(10, batch_input_shape=(1, 10, 3), return_sequences=True, stateful=True))
model.add(LSTM(10, stateful=True))
model.add(Dense(5))
model.compile(loss='mse', optimizer='sgd')

history = model.fit(X, y, epochs=2, verbose=0)
model.reset_states()

for epoch, loss in enumerate(history.history['loss']):
    print('epoch %d loss %.5f' % (epoch + 1, loss))

pred = model.predict(X, verbose=0)
print('mean abs prediction %.5f' % np.mean(np.abs(pred)))
for row in pred[:3]:
    print(' '.join('%.5f' % v for v in row))
