import numpy as np
from keras import layers
from keras.models import Sequential

rnn = layers.GRU(5, stateful=True, name='memory')
model = Sequential([
    layers.Input(batch_shape=(2, 4, 1)),
    rnn,
    layers.Dense(1),
])
model.compile(loss='mse', optimizer='rmsprop')

x = np.cos(np.arange(40) / 2.0).reshape(10, 4, 1)
y = np.sin(np.arange(10) / 2.0)

for epoch in range(2):
    history = model.fit(x, y, batch_size=2, epochs=1, shuffle=False, verbose=0)
    rnn.reset_states()
    print('%.5f' % history.history['loss'][0])

cold = model.predict(x, batch_size=2, verbose=0)
warm = model.predict(x, batch_size=2, verbose=0)
model.get_layer('memory').reset_states()
again = model.predict(x, batch_size=2, verbose=0)
model.layers[0].reset_states()
print('%.5f %.5f %.5f' % (cold[0, 0], warm[0, 0], again[0, 0]))
