# Tide level one step ahead with a few stacked GRU layers
import numpy as np
import keras
from keras.models import Sequential
from keras.layers import Dense, GRU

look_back = 6
batch_size = 8
n_layers = 2
n_epochs = 4

def tide(n):
  hours = np.arange(n)
  return np.sin(2 * np.pi * hours / 12.4) + 0.3 * np.sin(2 * np.pi * hours / 24.8)

def to_windows(level):
  X, y = [], []
  for k in range(len(level) - look_back):
    X.append(level[k:k + look_back])
    y.append(level[k + look_back])
  return np.array(X)[:, :, None], np.array(y)

X, y = to_windows(tide(32 + look_back))

model = Sequential()
for i in range(n_layers):
  if i == 0:
    model.add(GRU(5, batch_input_shape=(batch_size, look_back, 1), stateful=True,
                  return_sequences=n_layers > 1))
  else:
    model.add(GRU(5, stateful=True, return_sequences=i < n_layers - 1))
model.add(Dense(1))
model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=0.01), loss='mean_squared_error')

for e in range(n_epochs):
  h = model.fit(X, y, batch_size=batch_size, epochs=1, verbose=0)
  print(e, round(h.history['loss'][0], 5))
  model.reset_states()

print('mean level %.5f, %d weights' % (y.mean(), model.count_params()))
