import numpy as np
from keras import backend as K
from keras.callbacks import Callback
from keras.layers import Dense, SimpleRNN
from keras.models import Sequential
from keras.optimizers import SGD


class HalveOnPlateau(Callback):
    """Halves the learning rate when the loss has not fallen by a tenth."""

    def __init__(self, factor=0.5):
        super(HalveOnPlateau, self).__init__()
        self.factor = factor
        self.best = np.inf
        self.rates = []

    def on_train_begin(self, logs=None):
        if not hasattr(self.model.optimizer, 'learning_rate'):
            raise ValueError('Optimizer must have a "lr" attribute.')

    def on_epoch_end(self, epoch, logs=None):
        current = logs['loss']
        self.rates.append(float(self.model.optimizer.learning_rate.numpy()))
        if current > 0.9 * self.best:
            self.model.optimizer.learning_rate.assign(self.model.optimizer.learning_rate.numpy() * self.factor)
        self.best = min(self.best, current)


class WarmUp(Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch < 2:
            self.model.optimizer.learning_rate = 0.01 * (epoch + 1)


np.random.seed(1)
x = np.random.random((40, 5, 2))
y = x[:, -1, :1] * x[:, 0, 1:]

model = Sequential([SimpleRNN(6, input_shape=(5, 2)), Dense(1)])
model.compile(SGD(learning_rate=0.2), 'mse')
halve = HalveOnPlateau()
history = model.fit(x, y, epochs=8, batch_size=20, verbose=0, callbacks=[WarmUp(), halve])
for epoch, rate in enumerate(halve.rates):
    print('epoch %d rate %.5f loss %.6f' % (epoch, rate, history.history['loss'][epoch]))
