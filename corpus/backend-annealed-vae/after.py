import numpy as np
import keras
from keras import backend as K, ops
from keras import layers
from keras.callbacks import Callback


class Annealing(Callback):
    """Raises the weight of the KL term from nothing to one."""

    def __init__(self, weight, epochs):
        super().__init__()
        self.weight = weight
        self.epochs = epochs

    def on_epoch_begin(self, epoch, logs=None):
        self.weight.assign(min(1., epoch / self.epochs))

    def on_epoch_end(self, epoch, logs=None):
        print('epoch %d  kl weight %.2f  loss %.5f' % (epoch, ops.convert_to_numpy(self.weight), logs['loss']))


class Gaussian(layers.Layer):
    """Draws from the latent distribution; the noise is an input, so that runs can be compared."""

    def call(self, inputs):
        mean, log_var, noise = inputs
        return mean + ops.exp(0.5 * log_var) * noise


class DivergenceLayer(layers.Layer):
    def __init__(self, weight, **kwargs):
        super().__init__(**kwargs)
        self.weight = weight

    def call(self, inputs):
        mean, log_var = inputs
        kl = -0.5 * ops.sum(1 + log_var - ops.square(mean) - ops.exp(log_var), axis=-1)
        self.add_loss(self.weight * ops.mean(kl))
        return mean


kl_weight = keras.Variable(0., dtype=K.floatx())

x = layers.Input((12,))
noise = layers.Input((2,))
h = layers.Dense(8, activation='tanh')(x)
mean = layers.Dense(2)(h)
log_var = layers.Dense(2)(h)
mean = DivergenceLayer(kl_weight)([mean, log_var])
z = Gaussian()([mean, log_var, noise])
h = layers.Dense(8, activation='tanh')(z)
decoded = layers.Dense(12, activation='sigmoid')(h)
vae = keras.Model([x, noise], decoded)


def reconstruction(y_true, y_pred):
    return ops.sum(ops.binary_crossentropy(y_true, y_pred), axis=-1)


vae.compile(optimizer='adam', loss=reconstruction)

rng = np.random.RandomState(4)
data = (rng.rand(64, 1) > np.linspace(0, 1, 12)).astype('float32')
eps = rng.normal(size=(64, 2)).astype('float32')
vae.fit([data, eps], data, epochs=4, batch_size=16, shuffle=False, verbose=0, callbacks=[Annealing(kl_weight, 3)])

encoder = keras.Model([x, noise], mean)
print(np.round(encoder.predict([data[:2], eps[:2]], verbose=0), 4))
