"""A sparse autoencoder of five sensors that move together."""
import numpy as np
from keras import activations
from keras.layers import Activation, BatchNormalization, Dense, Input, LeakyReLU
from keras.models import Model
from keras.regularizers import l1, l1_l2, l2

N_SENSORS = 5
CODE = 6


def readings(n):
    t = np.arange(n)[:, None]
    return (np.sin(t / 5.0 + np.arange(N_SENSORS)) + 0.1 * np.cos(t * 1.7)).astype("float32")


def soft(x):
    return activations.relu(x, alpha=0.2, max_value=2.0)


inputs = Input(N_SENSORS, name="sensors")
x = Dense(CODE / 1, activation=soft, kernel_regularizer=l1_l2(), name="encoder/hidden")(inputs)
x = BatchNormalization(axis=[1], fused=False, virtual_batch_size=None)(x)
code = Dense(CODE / 2, kernel_regularizer=l1_l2(l1=0.05), bias_regularizer=l2(l=0.1),
             activity_regularizer=l1(l=0.001), name="encoder/code")(x)
x = LeakyReLU(alpha=0.1)(code)
x = Dense(CODE, kernel_regularizer="l1_l2", kernel_constraint="max_norm")(x)
x = Activation("tanh")(x)
outputs = Dense(N_SENSORS)(x)

model = Model(inputs, outputs, name="sparse/autoencoder")
encoder = Model(inputs, code)
model.compile("sgd", "mse")
data = readings(32)
for epoch in range(2):
    print("loss %.5f" % model.fit(data, data, batch_size=8, shuffle=False, verbose=0).history["loss"][0])
print("with its penalties %.5f" % model.evaluate(data, data, verbose=0))
print(np.round(encoder.predict(data[:2], verbose=0), 5).tolist())
