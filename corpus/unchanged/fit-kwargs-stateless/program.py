import numpy as np
from keras.layers import LSTM, Dense, Input
from keras.models import Sequential

DEFAULTS = dict(epochs=3, batch_size=5, verbose=0, shuffle=False)


def run(model, x, y, **kwargs):
    options = dict(DEFAULTS)
    options.update(kwargs)
    history = model.fit(x, y, **options)
    return history.history["loss"]


x = np.sin(np.arange(60)).reshape(15, 4, 1)
y = x.mean(axis=1)

model = Sequential()
model.add(Input(shape=(4, 1)))
model.add(LSTM(6))
model.add(Dense(1))
model.compile("sgd", "mse")

print(np.round(run(model, x, y), 5))
print(np.round(run(model, x, y, epochs=2), 5))
print(np.round(model.predict(x, verbose=0)[:5, 0], 5))
