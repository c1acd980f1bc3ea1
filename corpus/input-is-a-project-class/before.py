import numpy as np
from keras.models import Sequential
from keras.layers import GRU, Dense


class Input(object):
    """One channel of the data logger."""

    def __init__(self, name, scale, offset=0.0):
        self.name = name
        self.scale = scale
        self.offset = offset

    def read(self, n):
        t = np.arange(n)
        return (np.sin(t / self.scale) + self.offset).astype('float32')


channels = [
    Input('flow', 3.0),
    Input('level', 7.0, offset=0.2),
    Input('power', 5.0, offset=-0.1),
]

batch_size = 4
timesteps = 5
n_rows = 40

table = np.stack([c.read(n_rows + timesteps) for c in channels], axis=1)
X = np.array([table[i:i + timesteps] for i in range(n_rows)])
y = table[timesteps:timesteps + n_rows, :1]

model = Sequential()
model.add(GRU(6, batch_input_shape=(batch_size, timesteps, len(channels)), stateful=True))
model.add(Dense(1))
model.compile(optimizer='sgd', loss='mse')

for epoch in range(3):
    result = model.fit(X, y, epochs=1, batch_size=batch_size, shuffle=False, verbose=0)
    model.reset_states()
    print('%d: %.5f' % (epoch, result.history['loss'][0]))

print('channels:', ', '.join(c.name for c in channels))
print('prediction:', model.predict(X, batch_size=batch_size, verbose=0)[:5, 0].round(5))
