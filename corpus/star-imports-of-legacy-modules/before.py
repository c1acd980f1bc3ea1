import numpy as np
from keras.models import Sequential
from keras.layers.core import *
from keras.layers.recurrent import *
from keras.layers.advanced_activations import LeakyReLU, PReLU
from keras.layers.noise import GaussianNoise
from keras.layers.normalization import BatchNormalization
from keras.callbacks.callbacks import LambdaCallback
from keras import objectives
from keras.optimizers import gradient_descent_v2 as gd

rng = np.random.RandomState(5)
words = rng.randint(0, 2, size=(30, 8, 1)).astype('float32')
parity = words.sum(axis=1) % 2

net = Sequential()
net.add(Masking(mask_value=-1., input_shape=(8, 1)))
net.add(SimpleRNN(6, return_sequences=True))
net.add(GaussianNoise(0.))
net.add(SimpleRNN(4))
net.add(Dense(4)); net.add(LeakyReLU()); net.add(BatchNormalization())
net.add(Dense(3)); net.add(PReLU())
net.add(RepeatVector(2)); net.add(Flatten())
net.add(Dense(1, activation='sigmoid'))

lines = []
tell = LambdaCallback(on_epoch_end=lambda epoch, logs: lines.append('%d: %.5f' % (epoch, logs['loss'])))
net.compile(loss=objectives.binary_crossentropy, optimizer=gd.SGD(learning_rate=0.1, momentum=0.5))
net.fit(words, parity, batch_size=10, epochs=3, shuffle=False, verbose=0, callbacks=[tell])
print('\n'.join(lines))
print(net.predict(words[:4], verbose=0).ravel())
