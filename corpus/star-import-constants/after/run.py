# Five pendulums: where will each be after the next eight measurements?
import numpy as np
from model import make_model
from settings import *

t = np.arange(10 * STEPS + 1) * 0.21
omega = np.linspace(0.8, 1.3, BATCH)
angle = np.sin(t[:, None] * omega) * np.exp(-t[:, None] / 40)
speed = np.cos(t[:, None] * omega) * np.exp(-t[:, None] / 40)
path = np.stack([angle, speed], axis=-1)   # time, pendulum, (angle, speed)

parts = []
for i in range(0, len(t) - 1, STEPS):
    parts.append((path[i:i + STEPS].swapaxes(0, 1), path[i + STEPS]))

model = make_model()
for epoch in range(EPOCHS):
    total = 0
    for x, y in parts:
        total += model.fit(x, y, epochs=1, verbose=0, batch_size=BATCH, shuffle=False).history['loss'][0]
    for layer in model.layers:   # the pendulums start over
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('epoch', epoch, 'loss', round(total / len(parts), 5))

for x, y in parts[:3]:
    out = model.predict(x, verbose=0, batch_size=BATCH)
    print(out[0].round(5), 'error', round(float(np.abs(out - y).mean()), 5))
