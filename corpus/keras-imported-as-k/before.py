import keras as K
import numpy as np

# Greenhouse: predict humidity from temperature and the valve position
B = 5
T = 4

minutes = np.arange(60.0)
temp = 20 + 4 * np.sin(minutes / 9)
valve = (np.arange(60) % 15 < 5).astype(float)
humidity = np.empty(60)
humidity[0] = 0.5
for m in range(1, 60):
    humidity[m] = 0.9 * humidity[m - 1] + 0.08 * valve[m] - 0.002 * (temp[m] - 20) + 0.02

inputs = np.stack([(temp - 20) / 4, valve], axis=1)
X = np.array([inputs[m - T + 1:m + 1] for m in range(T, T + 50)])
y = humidity[T:T + 50]

model = K.models.Sequential()
model.add(K.layers.LSTM(units=7, batch_input_shape=(B, T, 2), stateful=True))
model.add(K.layers.Dense(1))
model.compile(optimizer=K.optimizers.SGD(learning_rate=0.1), loss='mse', metrics=['mae'])

for epoch in range(3):
    model.reset_states()
    log = model.fit(X, y, B, epochs=1, verbose=0, shuffle=False)
    print('mse %.5f  mae %.5f' % (log.history['loss'][0], log.history['mae'][0]))

model.reset_states()
print(model.predict(X, B, verbose=0)[-3:, 0].round(5))
