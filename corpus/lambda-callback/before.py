from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import GRU, Dense
from tensorflow.keras.callbacks import LambdaCallback
import numpy as np

n_tracks = 3
n_steps = 4
n_features = 2

# three tracks of two channels, each one a little out of phase
time = np.linspace(0, 12, 8 * n_steps)
tracks = np.stack([
    np.stack([np.sin(time + p), np.cos(2 * time + p)], axis=-1)
    for p in (0.0, 0.7, 1.4)
])

# chunk k of track j has to be row k * n_tracks + j
chunks = tracks.reshape(n_tracks, 8, n_steps, n_features)
x_train = chunks.transpose(1, 0, 2, 3).reshape(-1, n_steps, n_features)
y_train = x_train.sum(axis=(1, 2)) / 8.0

model = Sequential()
model.add(GRU(7, batch_input_shape=(n_tracks, n_steps, n_features), stateful=True))
model.add(Dense(1))
model.compile('sgd', 'mse')

forget = LambdaCallback(on_epoch_end=lambda epoch, logs: model.reset_states())
report = LambdaCallback(
    on_epoch_end=lambda epoch, logs: print('%02d: %.6f' % (epoch, logs['loss'])))

model.fit(x_train, y_train, n_tracks, epochs=6, verbose=0,
          callbacks=[forget, report],
          shuffle=False)

p = model.predict(x_train, n_tracks, verbose=0)
print(np.round(p[:, 0], 5))
