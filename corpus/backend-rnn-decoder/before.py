import numpy as np
from keras import backend as K
from keras.layers import Dense, Input, Layer
from keras.models import Model


class LeakyIntegrator(Layer):
    """A recurrence that no cell of Keras has: integrates its inputs and forgets a part at each step."""

    def __init__(self, leak=0.2, **kwargs):
        super().__init__(**kwargs)
        self.leak = leak

    def build(self, input_shape):
        self.gain = self.add_weight(name='gain', shape=(input_shape[-1],), initializer='ones')
        super().build(input_shape)

    def call(self, inputs):
        def step(x, states):
            level = (1 - self.leak) * states[0] + self.gain * x
            return K.tanh(level), [level]

        start = K.zeros_like(inputs[:, 0])
        last, outputs, states = K.rnn(step, inputs, [start], go_backwards=False)
        return K.concatenate([last, K.mean(outputs, axis=1), states[0]])


def discounted(x):
    steps = K.permute_dimensions(x, (1, 0, 2))
    return K.foldl(lambda total, now: 0.5 * total + now, steps)


class Discount(Layer):
    def call(self, inputs):
        return discounted(inputs)


series = Input((6, 2))
out = Dense(1)(K.concatenate([LeakyIntegrator()(series), Discount()(series)], axis=-1))
model = Model(series, out)
model.compile('sgd', 'mse')

rng = np.random.RandomState(5)
x = rng.uniform(-1, 1, (32, 6, 2)).astype('float32')
y = x.sum(axis=(1, 2))
history = model.fit(x, y, batch_size=8, epochs=4, shuffle=False, verbose=0)
print(['%.5f' % v for v in history.history['loss']])
print(np.round(model.predict(x[:4], verbose=0).ravel(), 5))
