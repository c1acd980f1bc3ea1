import numpy as np

from nets.gru import build_gru

N_CELLS = 3     # battery cells on the test bench
WINDOW = 10


def discharge(n_cells, minutes):
    m = np.arange(minutes)
    wear = 1 + 0.2 * np.arange(n_cells)[:, None]
    return 1 - wear * m / (2.0 * minutes) + 0.05 * np.sin(m * wear / 4)


volts = discharge(N_CELLS, 8 * WINDOW + 1)
model = build_gru(N_CELLS, WINDOW, units=6)
model.compile(optimizer='sgd', loss='mse')

for layer in model.layers:
    print(layer.name.split('_')[0], layer.count_params())

for epoch in range(3):
    loss = []
    for start in range(0, volts.shape[1] - 1, WINDOW):
        x = volts[:, start:start + WINDOW, np.newaxis]
        y = volts[:, start + WINDOW]
        loss += model.fit(x, y, verbose=0, batch_size=N_CELLS, shuffle=False).history['loss']
    for stateful_layer in model.layers:
        if getattr(stateful_layer, "stateful", False):
            stateful_layer.reset_state()
    print('epoch', epoch, np.round(loss, 5).tolist())

print(np.round(model.predict(volts[:, :WINDOW, np.newaxis], verbose=0, batch_size=N_CELLS), 5).ravel())
print(np.round(model.predict(volts[:, WINDOW:2 * WINDOW, np.newaxis], verbose=0, batch_size=N_CELLS), 5).ravel())
