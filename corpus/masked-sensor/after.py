import numpy as np
import keras
from keras.models import Sequential
from keras.layers import Masking, LSTM, Dense, Input

PAD = -1.0
BATCH_SIZE = 4
MAX_LEN = 6
N_FEATURES = 2


def padded_batch(block):
  """One block of readings per sensor, padded at the end with PAD."""
  x = np.full((BATCH_SIZE, MAX_LEN, N_FEATURES), PAD)
  y = np.zeros((BATCH_SIZE, 1))
  for sensor in range(BATCH_SIZE):
    length = MAX_LEN - (sensor + block) % 3
    t = np.arange(length) + 5 * block
    x[sensor, :length, 0] = np.sin(0.4 * t + sensor)
    x[sensor, :length, 1] = np.cos(0.3 * t)
    y[sensor, 0] = x[sensor, :length, 0].mean()
  return x, y


def build():
  model = Sequential()
  model.add(Input(batch_shape=(BATCH_SIZE, MAX_LEN, N_FEATURES)))
  model.add(Masking(mask_value=PAD))
  model.add(LSTM(7, stateful=True))
  model.add(Dense(1))
  model.compile(loss='mse', optimizer=keras.optimizers.RMSprop(learning_rate=0.01))
  return model


parts = [padded_batch(block) for block in range(6)]
X = np.concatenate([p[0] for p in parts])
Y = np.concatenate([p[1] for p in parts])

model = build()

for epoch in range(4):
  history = model.fit(X, Y, BATCH_SIZE, epochs=1, verbose=0, shuffle=False)
  print('%d: %.5f' % (epoch + 1, history.history['loss'][0]))
  for layer in model.layers:
    if getattr(layer, "stateful", False):
      layer.reset_state()

error = model.evaluate(X, Y, BATCH_SIZE, verbose=0)
print('error %.5f' % error)
for layer in model.layers:
  if getattr(layer, "stateful", False):
    layer.reset_state()

for x, y in parts[:3]:
  out = model.predict(x, BATCH_SIZE, verbose=0)
  print('  '.join('%.5f' % v for v in out[:, 0]))
