import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import LSTM, Dense

WINDOW = 8


def windows(series, size):
    X = np.array([series[i:i + size] for i in range(len(series) - size)])
    y = series[size:]
    return X[..., None], y


series = np.sin(np.arange(40) * 0.35) + 0.2 * np.cos(np.arange(40) * 1.1)
X, y = windows(series, WINDOW)

model = Sequential()
model.add(LSTM(10, input_shape=(WINDOW, 1), return_sequences=True))
model.add(LSTM(5))
model.add(Dense(1))
model.compile(optimizer='adam', loss='mse')

# all 32 windows fit in one batch
history = model.fit(X, y, epochs=5, verbose=0)
for loss in history.history['loss']:
    print('%.5f' % loss)

print(np.round(model.predict(X[:3], verbose=0).astype(float).ravel(), 5).tolist())
