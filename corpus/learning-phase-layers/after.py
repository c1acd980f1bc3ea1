"""Layers that do something else while they train."""
import numpy as np
from keras import backend as K, ops
from keras.layers import Dense, Input, Layer
from keras.models import Sequential



class Shift(Layer):
    """Moves the inputs while training; the amount is fixed so that two runs can be compared."""

    def __init__(self, amount, **kwargs):
        super(Shift, self).__init__(**kwargs)
        self.supports_masking = True
        self.amount = amount

    def call(self, inputs, training=None):
        def shifted():
            return inputs + ops.sign(inputs) * self.amount
        return shifted() if training else inputs

    def get_config(self):
        config = {'amount': self.amount}
        base_config = super(Shift, self).get_config()
        return dict(list(base_config.items()) + list(config.items()))


class SoftThreshold(Layer):
    def call(self, x, training=None):
        soft = x * ops.sigmoid(4 * x)
        hard = ops.relu(x)
        return soft if training else hard


class RunningScale(Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(name='scale', shape=(1,), initializer='ones', trainable=False)
        self.built = True

    def call(self, x, training=None):
        if training is None:
            training = False
        if training:
            size = ops.max(ops.abs(x))
            self.scale.assign(0.9 * self.scale + 0.1 * size)
        return x / self.scale


model = Sequential([
    Input((6,)),
    Shift(0.2),
    Dense(8),
    SoftThreshold(),
    RunningScale(),
    Dense(1),
])
model.compile('sgd', 'mse')

rng = np.random.RandomState(6)
x = rng.normal(size=(40, 6)).astype('float32')
y = np.abs(x).sum(axis=1, keepdims=True)
history = model.fit(x, y, batch_size=8, epochs=3, shuffle=False, verbose=0)
print('loss      ', ['%.5f' % v for v in history.history['loss']])
print('evaluated  %.5f' % model.evaluate(x, y, verbose=0))
print('predicted ', np.round(model.predict(x[:3], verbose=0).ravel(), 5))
print('called    ', np.round(ops.convert_to_numpy(model(x[:3])).ravel(), 5))
print('scale     ', np.round(ops.convert_to_numpy(model.layers[3].scale), 5))
