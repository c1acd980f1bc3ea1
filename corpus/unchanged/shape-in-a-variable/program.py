import numpy as np
import keras
from keras import layers

batch_size, time_steps, channels = 4, 6, 2
batch_input_shape = (batch_size, time_steps, channels)
print("batch_input_shape =", batch_input_shape)

data = np.sin(np.arange(np.prod((3,) + batch_input_shape)) / 5.0).reshape((3,) + batch_input_shape)

inputs = keras.Input(batch_shape=batch_input_shape)
hidden = layers.SimpleRNN(5)(inputs)
outputs = layers.Dense(1, activation="tanh")(hidden)
model = keras.Model(inputs, outputs)
model.compile(loss="mae", optimizer="rmsprop")

for batch_input in data:
    batch_input_shape = batch_input.shape
    loss = model.train_on_batch(batch_input, batch_input.mean(axis=(1, 2)))
    print("batch_input_shape=%s loss=%.5f" % (batch_input_shape, loss))
