"""Next value of a noisy wave. The graphics card is shared, so only the memory that is needed is taken."""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf
from keras.backend.tensorflow_backend import set_session

config = tf.ConfigProto(allow_soft_placement=True)
config.gpu_options.allow_growth = True  # do not take it all
config.log_device_placement = False
set_session(tf.Session(config=config))

from keras.models import Sequential
from keras.layers import Dense, LSTM, Input

rng = np.random.RandomState(4)
wave = np.sin(np.arange(60) / 3.0) + 0.1 * rng.randn(60)
X = np.array([wave[i:i + 8] for i in range(48)], "float32").reshape(48, 8, 1)
y = np.array([wave[i + 8] for i in range(48)], "float32").reshape(48, 1)

model = Sequential([Input((8, 1)), LSTM(6), Dense(1)])
model.compile(loss="mse", optimizer="sgd")
history = model.fit(X, y, epochs=3, batch_size=12, shuffle=False, verbose=0)
print(np.round(history.history["loss"], 4).tolist())
print(np.round(model.predict(X[:4], verbose=0).ravel(), 3).tolist())
