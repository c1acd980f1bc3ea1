import numpy as np
from keras.layers import LSTM
from keras.models import Sequential

model = Sequential([LSTM(1, batch_input_shape=(1, 4, 1), stateful=True)])
x = np.linspace(0, 1, 8).reshape(2, 4, 1)
print(model.predict(x, batch_size=1))
