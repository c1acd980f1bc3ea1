import numpy as np
from keras import Input
from keras.layers import LSTM, Dense
from keras.models import Sequential

X = np.sin(np.arange(100) / 6.0).reshape(20, 5, 1)
Y = X[:, ::-1].mean(axis=1) + 0.1

model = Sequential()
model.add(Input(batch_shape=(4, 5, 1)))
model.add(LSTM(6, stateful=True))
model.add(Dense(1))
model.compile(loss="mse", optimizer="adam")

history = model.fit(X, Y, batch_size=4, epochs=3, shuffle=False, verbose=0)
print("losses", np.round(history.history["loss"], 5))

# four samples = one batch
first = model.predict(X[:4], verbose=0)
print("first", first[:, 0].round(5))
second = model.predict(X[4:8], verbose=0)
print("second", second[:, 0].round(5))
silence = model.predict(np.zeros((4, 5, 1)), verbose=0)
print("silence", silence[:, 0].round(5))
