import numpy as np
from keras.callbacks import Callback, ReduceLROnPlateau
from keras.layers import *
from keras.models import Sequential


class Best(Callback):
    """Keeps the weights of the best epoch, and puts them back."""

    def __init__(self, key='loss'):
        super(Best, self).__init__()
        self.key = key
        self.model = None
        self.value, self.weights = np.inf, None

    def set_model(self, model):
        self.model = model
        self.epochs = []

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append(epoch)
        if logs[self.key] < self.value:
            self.value, self.weights = logs[self.key], self.model.get_weights()

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights)


class Summed(Layer):
    def build(self, input_shape):
        self.width = input_shape[-1]
        self.gain = self.add_weight(name='gain', shape=(self.width,), initializer='ones')
        super(Summed, self).build(input_shape)

    def call(self, inputs):
        return inputs * self.gain


rng = np.random.RandomState(5)
x = rng.uniform(-1, 1, size=(40, 8, 2)).astype('float32')
y = np.cumsum(x[:, :, 0], axis=1)[:, -1:]

model = Sequential()
model.add(Input((8, 2)))
model.add(Convolution1D(6, 3, activation='tanh'))
model.add(MaxPool1D(2))
model.add(Summed())
model.add(SimpleRNN(4))
model.add(Dense(1))
model.compile('sgd', 'mse')

best = Best()
plateau = ReduceLROnPlateau(monitor='loss', factor=0.5, patience=1, epsilon=10.0, min_lr=0.0001)
history = model.fit(x, y, epochs=5, batch_size=8, shuffle=False, verbose=0, callbacks=[best, plateau])
print(np.round(history.history['loss'], 4).tolist(), best.epochs)
print(round(float(best.value), 4), np.round(model.predict(x[:3], verbose=0).ravel(), 3).tolist())
