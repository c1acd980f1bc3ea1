"""Runs on old and new Keras alike: every import that moved has its alternative."""
import numpy as np

try:
    from keras.layers.merge import concatenate
except ImportError:
    from keras.layers import concatenate
try:
    from keras.layers import Layer
except ImportError:
    from keras.engine.topology import Layer
try:
    from keras.utils import np_utils
except ImportError:
    from keras import utils as np_utils

import keras
from keras.layers import Dense, Input
from keras.models import Model

if keras.__version__ < '2.4':
    from keras.layers.core import Dropout
else:
    from keras.layers import Dropout


class Twice(Layer):
    def call(self, x):
        return 2 * x


start = Input(shape=(4,))
both = concatenate([Twice()(start), Dropout(0.)(start)])
model = Model(start, Dense(3, activation='softmax')(both))
model.compile('sgd', 'categorical_crossentropy')

x = np.random.RandomState(0).rand(12, 4)
y = np_utils.to_categorical(np.arange(12) % 3, 3)
print(model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0).history['loss'])
print(model.predict(x[:2], verbose=0))
