import numpy as np
from keras.layers import GRU, Dense, Input
from keras.models import Sequential
from keras.utils import Sequence

BATCH_SIZE = 5
STEPS = 4


class RiverLevels(Sequence):
    """Level of a river at BATCH_SIZE gauges, cut into consecutive stretches of STEPS days."""

    def __init__(self, levels):
        super().__init__()
        self.levels = levels

    def __len__(self):
        return (self.levels.shape[1] - 1) // STEPS

    def __getitem__(self, index):
        start = index * STEPS
        stop = start + STEPS
        return self.levels[:, start:stop, None], self.levels[:, stop, None]


def simulate(days):
    gauges = np.arange(BATCH_SIZE)[:, None]
    day = np.arange(days)[None, :]
    flood = np.maximum(0, np.sin((day - 2 * gauges) / 6.0))
    return (0.3 + 0.1 * gauges + flood).astype("float32")


train = RiverLevels(simulate(6 * STEPS + 1))

model = Sequential()
model.add(Input(batch_shape=(BATCH_SIZE, STEPS, 1)))
model.add(GRU(8, stateful=True))
model.add(Dense(1))
model.compile(loss="mae", optimizer="adam")

for epoch in range(3):
    history = model.fit(train, epochs=1, verbose=0, shuffle=False)
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print("epoch", epoch + 1, "mae", round(history.history["loss"][0], 5))

levels = model.predict(train, verbose=0)
print(np.round(levels[:BATCH_SIZE, 0], 5))
print(np.round(levels[-BATCH_SIZE:, 0], 5))
print("going on %.5f" % model.evaluate(train, verbose=0))
for layer in model.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
print("afresh %.5f" % model.evaluate(train, verbose=0))
