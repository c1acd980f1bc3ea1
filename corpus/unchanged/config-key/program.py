import json

import numpy as np
from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense, Input, LSTM

config = {
    'name': 'pump',
    'batch_input_shape': [2, 5, 1],
    'layers': [{'class_name': 'LSTM', 'config': {'units': 6, 'stateful': True}}],
    'reset_states': True,
}
print(json.dumps(config, sort_keys=True))

batch_size, steps, _ = config['batch_input_shape']
model = Sequential([Input(batch_shape=tuple(config['batch_input_shape']))])
for entry in config['layers']:
    model.add(LSTM(**entry['config']))
model.add(Dense(1))
model.compile(loss='mse', optimizer='sgd')

x = np.sin(np.arange(8 * steps) * 0.5).reshape(8, steps, 1)
y = np.cos(np.arange(8) * 0.5)
for epoch in range(3):
    history = model.fit(x, y, batch_size=batch_size, epochs=1, shuffle=False, verbose=0)
    print('%.5f' % history.history['loss'][0])
    if config['reset_states']:
        model.layers[0].reset_states()
