import numpy as np
from keras.models import Sequential as S
from keras.layers import Dense as D
from keras.layers import LSTM as L, Input

np.random.seed(1)

# sum of the last numbers, fed in pieces of `step`
bs, step, pieces = 10, 3, 4
data = np.random.RandomState(0).rand(bs, step * pieces, 1)
target = data.cumsum(axis=1)[:, step - 1::step, 0] / (step * pieces)

m = S()
m.add(Input(batch_shape=(bs, step, 1)))
m.add(L(5, stateful=True))
m.add(D(4, activation='tanh'))
m.add(D(1))
m.compile('adam', 'mse')

for ep in range(3):
    total = 0.0
    for k in range(pieces):
        total += m.train_on_batch(data[:, k * step:(k + 1) * step], target[:, k])
        if k == pieces - 1:
            # all pieces seen, forget
            for layer in m.layers:
                if getattr(layer, "stateful", False):
                    layer.reset_state()
    print('ep', ep, 'loss %.5f' % total)

for k in range(pieces):
    p = m.predict_on_batch(data[:, k * step:(k + 1) * step])
    print('piece', k, np.round(p[:3, 0], 5), np.round(target[:3, k], 5))
