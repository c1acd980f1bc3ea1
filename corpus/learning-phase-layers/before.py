"""Layers that do something else while they train."""
import numpy as np
from keras import backend as K
from keras.layers import Dense, Input, Layer
from keras.models import Sequential

K.set_learning_phase(0)


class Shift(Layer):
    """Moves the inputs while training; the amount is fixed so that two runs can be compared."""

    def __init__(self, amount, **kwargs):
        super(Shift, self).__init__(**kwargs)
        self.supports_masking = True
        self.amount = amount

    def call(self, inputs, training=None):
        def shifted():
            return inputs + K.sign(inputs) * self.amount
        return K.in_train_phase(shifted, inputs, training=training)

    def get_config(self):
        config = {'amount': self.amount}
        base_config = super(Shift, self).get_config()
        return dict(list(base_config.items()) + list(config.items()))


class SoftThreshold(Layer):
    def call(self, x):
        soft = x * K.sigmoid(4 * x)
        hard = K.relu(x)
        return K.in_test_phase(hard, soft)


class RunningScale(Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(name='scale', shape=(1,), initializer='ones', trainable=False)
        self.built = True

    def call(self, x, training=None):
        if training is None:
            training = K.learning_phase()
        if training:
            size = K.max(K.abs(x))
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
print('called    ', np.round(K.get_value(model(x[:3])).ravel(), 5))
print('scale     ', np.round(K.get_value(model.layers[3].scale), 5))
