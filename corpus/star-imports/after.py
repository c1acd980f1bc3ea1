import numpy as np
from keras.models import *
from keras.layers import *

# count up to seven and start over: the net has to remember where it is

period = 7
n = 28
seq = np.array([(k % period) / float(period) for k in range(n + 1)])
X = seq[:-1].reshape(n, 1, 1)
y = seq[1:].reshape(n, 1)

model = Sequential()
model.add(Input(batch_shape=(1, 1, 1)))
model.add(LSTM(9, stateful=True))
model.add(Dense(6, activation='tanh'))
model.add(Dense(1))
model.compile(loss='mse', optimizer='adam')

for epoch in range(4):
    h = model.fit(X, y, epochs=1, batch_size=1, verbose=0, shuffle=False)
    if epoch % 2 == 1:
        print('epoch %d: loss=%.5f' % (epoch, h.history['loss'][0]))
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()

# let it run on its own output
value = X[0, 0, 0]
path = []
for step in range(6):
    value = model.predict(np.array([[[value]]]), batch_size=1, verbose=0)[0, 0]
    path.append('%.5f' % value)
print(' '.join(path))
