import numpy as np
from tensorflow.keras.layers import LSTM, Dense
from tensorflow.keras.models import Sequential

model = Sequential([LSTM(3, batch_input_shape=(2, 4, 1), stateful=True), Dense(1)])
model.compile(loss="mse", optimizer="sgd")
x = np.linspace(0, 1, 24).reshape(6, 4, 1)
y = x[:, -1]
print(model.fit(x, y, epochs=2, shuffle=False, verbose=0).history["loss"])
print(model.evaluate(x, y, verbose=0), model.predict(x, verbose=0))
