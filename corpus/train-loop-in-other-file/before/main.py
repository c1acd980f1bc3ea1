"""Parity of the pulses seen so far, on four lines at once."""
import numpy as np

from nets import create
from trainer import run_epochs

LINES = 4
STEPS = 5

rng = np.random.RandomState(3)
pulses = rng.randint(0, 2, size=(LINES, 12 * STEPS))
parity = np.cumsum(pulses, axis=1) % 2

x = np.concatenate([pulses[:, i:i + STEPS, None] for i in range(0, pulses.shape[1], STEPS)]).astype('float32')
y = np.concatenate([parity[:, i + STEPS - 1] for i in range(0, parity.shape[1], STEPS)])

model = create(LINES, STEPS)
for n, loss in enumerate(run_epochs(model, x, y, epochs=3, batch_size=LINES)):
    print('epoch %d: %.5f' % (n, loss))

p = model.predict(x, batch_size=LINES, verbose=0)
print('end of the lines:', np.round(p[-LINES:, 0], 5))
print('with memory:    %.5f' % model.evaluate(x[-LINES:], y[-LINES:], verbose=0))
model.reset_states()
print('without memory: %.5f' % model.evaluate(x[-LINES:], y[-LINES:], verbose=0))
