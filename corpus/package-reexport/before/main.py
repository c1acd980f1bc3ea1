import numpy as np

from forecast import build, train

SHOPS = 5

days = np.arange(43)
size = np.linspace(0.5, 1.5, SHOPS)[:, None]
sales = size * (0.5 + 0.2 * np.sin(days / 3.0) + 0.1 * (days % 6 == 5))

net = build(SHOPS)
for round_, error in enumerate(train(net, sales), start=1):
    print(f"round {round_}: {error:.5f}")

for first in (0, 6):
    print("forecast", net.predict(sales[:, first:first + 6, None], verbose=0)[:, 0].round(5))
