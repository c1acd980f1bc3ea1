"""Which memory is long enough for the traffic light: two steps or five?"""
import numpy as np
from tensorflow.keras import Sequential, layers

BATCH = 3
SIZES = (2, 5)
KIND = 'lstm'


def make_net(steps):
    rnn = layers.LSTM if KIND == 'lstm' else layers.GRU
    net = Sequential()
    net.add(layers.Input(batch_shape=(BATCH, steps, 1)))
    net.add(rnn(6, stateful=True))
    net.add(layers.Dense(1, activation='sigmoid'))
    net.compile(loss='binary_crossentropy', optimizer='adam')
    return net


def make_data(steps, count=40):
    """Windows of three lanes, lane by lane, and whether the light is green after each of them."""
    green = np.array([(np.arange(count + 1) + 3 * lane) % 9 < 4 for lane in range(BATCH)], dtype='float32')
    ends = range(steps, count + 1, steps)
    x = np.concatenate([green[:, e - steps:e] for e in ends])
    y = np.concatenate([green[:, e] for e in ends])
    return x[:, :, None], y


nets = [make_net(steps) for steps in SIZES]
data = [make_data(steps) for steps in SIZES]
best = [1.0] * len(nets)

for epoch in range(3):
    for i, (net, (x, y)) in enumerate(zip(nets, data)):
        history = net.fit(x, y, batch_size=BATCH, epochs=1, verbose=0, shuffle=False)
        for layer in net.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        if (loss := history.history['loss'][0]) < best[i]:
            best[i] = loss
        print(f'{epoch} {SIZES[i]} steps: {loss:.5f}')

for steps, loss in zip(SIZES, best):
    print(f'best with {steps} steps: {loss:.5f}')

x, _ = data[0]
warm_up = nets[0].predict(x[:6], batch_size=BATCH, verbose=0)
onwards = nets[0].predict(x[:6], batch_size=BATCH, verbose=0)
for layer in nets[0].layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
again = nets[0].predict(x[:6], batch_size=BATCH, verbose=0)
for p in (warm_up, onwards, again):
    print(p[-3:, 0].round(5))
