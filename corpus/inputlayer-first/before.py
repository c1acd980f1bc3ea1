import numpy as np
from keras.layers import InputLayer, SimpleRNN, Dense
from keras.models import Sequential

stations = 16      # one row of the batch per weather station
steps = 5
rounds = 4

rs = np.random.RandomState(0)
phase = rs.uniform(0, np.pi, size=stations)
t = np.arange(steps * rounds + 1)
temp = np.sin(t[np.newaxis, :] / 4.0 + phase[:, np.newaxis])

model = Sequential()
model.add(InputLayer(batch_input_shape=(stations, steps, 1)))
model.add(SimpleRNN(6, stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='sgd')


def piece(r):
    a, b = r * steps, (r + 1) * steps
    return temp[:, a:b, np.newaxis], temp[:, b]


for epoch in range(3):
    for r in range(rounds):
        x, y = piece(r)
        hist = model.fit(x, y,
                         epochs=1,
                         verbose=0)
        print('epoch %d round %d loss %.5f' % (epoch, r, hist.history['loss'][0]))
    model.reset_states()

x, y = piece(0)
print('loss on the first round: %.5f' % model.evaluate(x, y, verbose=0))
print(model.predict(x, verbose=0)[:4, 0].round(5))
