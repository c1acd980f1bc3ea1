import numpy as np
import tensorflow as tf

from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.layers.experimental import preprocessing

print('cars')
rng = np.random.RandomState(1)
horsepower = rng.uniform(60, 200, size=(50, 1)).astype('float32')
origin = rng.choice(['USA', 'Japan', 'Europe'], size=(50, 1))
mpg = 40 - horsepower / 8 + (origin == 'Japan') * 3

horsepower_normalizer = preprocessing.Normalization(axis=None)
horsepower_normalizer.adapt(horsepower)
print(horsepower_normalizer(horsepower[:3]).numpy().ravel())

lookup = preprocessing.StringLookup(vocabulary=['USA', 'Japan', 'Europe'], num_oov_indices=0)
one_hot = preprocessing.CategoryEncoding(num_tokens=3, output_mode='one_hot')
encoded = one_hot(lookup(tf.constant(origin)))

power = keras.Input(shape=(1,))
country = keras.Input(shape=(3,))
scaled = tf.keras.layers.experimental.preprocessing.Rescaling(1. / 2)(horsepower_normalizer(power))
hidden = layers.Dense(8, activation='relu')(layers.concatenate([scaled, country]))
model = keras.Model([power, country], layers.Dense(1)(hidden))

rate = keras.experimental.CosineDecay(0.1, decay_steps=60)
model.compile(optimizer=tf.optimizers.Adam(learning_rate=rate), loss='mean_absolute_error')
history = model.fit([horsepower, encoded], mpg, batch_size=10, epochs=5, verbose=0, shuffle=False)
print(history.history['loss'])
