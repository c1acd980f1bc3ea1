import numpy as np

from builder import STEPS, trained_model
from trainer import follow

GAUGES = 4

hours = np.arange(9 * STEPS + 1)
tide = np.sin(hours / 2.0 + np.arange(GAUGES)[:, None]) * 0.6 + np.sin(hours / 13.0) * 0.3

x = np.concatenate([tide[:, i:i + STEPS, None] for i in range(0, 9 * STEPS, STEPS)])
y = np.concatenate([tide[:, i + STEPS] for i in range(0, 9 * STEPS, STEPS)])

model = trained_model(x, y, GAUGES)
for answer in follow(model, x[2::GAUGES]):
    print(answer[:3, 0].round(5), answer[-1, 0].round(5))
