import numpy as np
from keras import layers
from keras import optimizers
from keras.models import Sequential

BATCH = 2
STEPS = 6
N_SENSORS = 3

# pump pressures, one column per sensor
rng = np.random.RandomState(0)
clock = np.arange(60) / 6.0
pressure = np.column_stack([np.sin(clock), np.cos(clock), np.sin(2 * clock)])
pressure = pressure + 0.05 * rng.randn(*pressure.shape)

X = np.array([pressure[k:k + STEPS] for k in range(50)])
y = np.array([pressure[k + STEPS] for k in range(50)])

stack = []
stack.append(layers.Input(batch_shape=(BATCH, STEPS, N_SENSORS)))
stack.append(layers.LSTM(6, stateful=True))
stack.append(layers.Dense(5, activation='tanh'))
stack.append(layers.Dense(N_SENSORS))

model = Sequential(stack)
model.compile(loss='mae', optimizer=optimizers.Adam(learning_rate=0.01))

for _ in range(2):
    history = model.fit(
        X,
        y,
        batch_size=BATCH,
        epochs=1,
        verbose=0,
        shuffle=False,
    )
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('mae: {:.5f}'.format(history.history['loss'][-1]))

tail = model.predict(X[-10:], batch_size=BATCH, verbose=0)
print(np.round(tail[-2:], 5))
print('total weights:', model.count_params())
