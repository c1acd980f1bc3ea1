import numpy as np
from keras.layers import LSTM, Input
from keras.models import Sequential

model = Sequential([Input(batch_shape=(1, 4, 1)), LSTM(1)])
x = np.linspace(0, 1, 8).reshape(2, 4, 1)
print(model.predict(x, batch_size=1))
