import keras
import numpy as np
import tensorflow as tf
import tensorflow.keras
import tensorflow.python.keras.layers as python_layers
import tf_keras
from keras.layers import LSTM
from keras.models import Sequential
from tensorflow.keras import layers
from tensorflow.python import keras as python_keras
from tensorflow.python.keras.layers import Dense

assert keras is tf_keras
assert tf.keras is tf_keras
assert tensorflow.keras is tf_keras
assert python_keras is tf_keras
assert keras.layers is layers is python_layers is tf_keras.layers
assert LSTM is tf.keras.layers.LSTM is tf_keras.layers.LSTM
assert Dense is tf_keras.layers.Dense

model = Sequential([LSTM(3, batch_input_shape=(2, 4, 1), stateful=True), Dense(1)])
x = np.linspace(0, 1, 16).reshape(4, 4, 1)
print(model.predict(x, batch_size=2, verbose=0))
