import numpy as np
from keras import backend as K
from keras.engine import Model, Input
from keras.engine.topology import Layer, InputSpec
from keras.layers.merge import (
    concatenate,
    Add,  # residual
)
from keras.layers import Dense, GRU


class AttentionPool(Layer):
    """Weighs the steps of a sequence and sums them."""

    def __init__(self, **kwargs):
        super(AttentionPool, self).__init__(**kwargs)
        self.input_spec = InputSpec(ndim=3)

    def build(self, input_shape):
        self.v = self.add_weight(name='v', shape=(input_shape[-1], 1), initializer='ones')
        super(AttentionPool, self).build(input_shape)

    def call(self, x):
        weights = K.softmax(K.squeeze(K.dot(x, self.v), -1))
        return K.sum(x * K.expand_dims(weights, -1), axis=1)

    def compute_output_shape(self, input_shape):
        return input_shape[0], input_shape[-1]


def build(steps, features):
    series = Input(shape=(steps, features))
    calendar = Input(shape=(2,))
    hidden = GRU(6, return_sequences=True)(series)
    pooled = AttentionPool()(hidden)
    both = concatenate([pooled, calendar])
    first = Dense(8, activation='tanh')(both)
    second = Add()([first, both])
    return Model(inputs=[series, calendar], outputs=Dense(1)(second))


rng = np.random.RandomState(3)
series = rng.rand(40, 7, 3).astype('float32')
calendar = rng.rand(40, 2).astype('float32')
load = series.mean(axis=(1, 2))[:, None] + 0.1 * calendar[:, :1]

model = build(7, 3)
model.compile(optimizer='adam', loss='mse')
log = model.fit([series, calendar], load, epochs=4, batch_size=10, shuffle=False, verbose=0)
print(['%.6f' % value for value in log.history['loss']])
print('%.6f' % model.evaluate([series, calendar], load, verbose=0))
