import math

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class SpectrogramSequence(keras.utils.Sequence):
    'Generates batches of labelled spectrograms'

    def __init__(self, list_IDs, labels, batch_size=4, dim=(12, 5), n_classes=3):
        'Initialization'
        super().__init__()
        self.dim = dim
        self.batch_size = batch_size
        self.labels = labels
        self.list_IDs = list_IDs
        self.n_classes = n_classes
        self.batch_count = int(math.ceil(len(list_IDs) / batch_size))
        self.on_epoch_end()

    def __len__(self):
        return self.batch_count

    def __getitem__(self, index):
        ids = self.list_IDs[index * self.batch_size:(index + 1) * self.batch_size]
        return self.__data_generation(ids)

    def on_epoch_end(self):
        self.epochs = getattr(self, 'epochs', 0) + 1

    def __data_generation(self, ids):
        X = np.empty((len(ids), *self.dim))
        y = np.empty((len(ids)), dtype=int)
        for i, ID in enumerate(ids):
            X[i,] = np.sin(ID + np.arange(60).reshape(self.dim) / (1.0 + self.labels[ID]))
            y[i] = self.labels[ID]
        return X, keras.utils.to_categorical(x=y, num_classes=self.n_classes)


partition = {'train': list(range(22)), 'validation': list(range(22, 30))}
labels = {i: i % 3 for i in range(30)}
training_generator = SpectrogramSequence(partition['train'], labels)
validation_generator = SpectrogramSequence(partition['validation'], labels, batch_size=8)

model = keras.Sequential([
    layers.SimpleRNN(8, input_shape=(12, 5)),
    layers.Dense(3, activation='softmax'),
])
model.compile(keras.optimizers.Adam(0.01), 'categorical_crossentropy', metrics=['accuracy'])
history = model.fit(x=training_generator,
                              validation_data=validation_generator,
                              epochs=3,
                              shuffle=False,
                              verbose=0)
print(np.round(history.history['loss'], 5), np.round(history.history['val_loss'], 5))
print(np.round(history.history['val_accuracy'], 4), len(training_generator))

loss, accuracy = model.evaluate(validation_generator, verbose=0)
print('loss %.5f accuracy %.4f' % (loss, accuracy))
print(np.round(model.predict(validation_generator, verbose=0)[:3], 5))
