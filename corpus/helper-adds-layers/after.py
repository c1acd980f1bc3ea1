import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, SimpleRNN, TimeDistributed, Input
from tensorflow.keras.optimizers import SGD

# Vibration of three machines, recorded side by side. One row of the batch is one
# machine, so that the memory of row k always belongs to machine k.
N_MACHINES = 3
WINDOW = 8
N_WINDOWS = 5


def record():
    t = np.arange(N_WINDOWS * WINDOW + 1)
    rows = [np.sin(t * (0.2 + 0.1 * k)) for k in range(N_MACHINES)]
    return np.array(rows, dtype='float32')[:, :, np.newaxis]


def add_memory(net, sizes, rows):
    net.add(Input(batch_shape=(rows, WINDOW, 1)))
    net.add(SimpleRNN(sizes[0], return_sequences=True, stateful=True))
    for size in sizes[1:]:
        net.add(SimpleRNN(size, return_sequences=True, stateful=True))


def build_net(rows):
    net = Sequential()
    add_memory(net, (6, 4), rows)
    net.add(TimeDistributed(Dense(1)))
    net.compile(loss='mse', optimizer=SGD(learning_rate=0.05))
    return net


signal = record()
net = build_net(N_MACHINES)

for epoch in range(3):
    losses = []
    for w in range(N_WINDOWS):
        x = signal[:, w * WINDOW:(w + 1) * WINDOW]
        y = signal[:, w * WINDOW + 1:(w + 1) * WINDOW + 1]
        h = net.fit(x, y, epochs=1, verbose=0, batch_size=N_MACHINES, shuffle=False)
        losses.append(h.history['loss'][0])
    for layer in net.layers:  # next epoch starts at the beginning of the recording
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('epoch', epoch, 'loss', '%.5f' % np.mean(losses))

out = net.predict(signal[:, :WINDOW], batch_size=N_MACHINES, verbose=0)
print('last step per machine:', out[:, -1, 0].round(5))
