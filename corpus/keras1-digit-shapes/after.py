"""Squares and crosses told apart by a small convolutional network."""
import numpy as np
from keras.layers import (Activation, AveragePooling2D, BatchNormalization, Convolution2D, Dense, Flatten,
                          MaxPooling2D, ZeroPadding2D)
from keras.models import Sequential
from keras.regularizers import l2

SIZE = 10
FILTERS = 4


def shapes(count):
    """Pictures of squares (0) and crosses (1), each a little to one side."""
    rng = np.random.RandomState(4)
    pictures, labels = np.zeros((count, SIZE, SIZE, 1), 'float32'), np.arange(count) % 2
    for picture, label in zip(pictures, labels):
        row, column = rng.randint(1, 4, size=2)
        if label:
            picture[row:row + 5, column + 2] = picture[row + 2, column:column + 5] = 1
        else:
            picture[row:row + 5, column:column + 5] = 1
            picture[row + 1:row + 4, column + 1:column + 4] = 0
    return pictures, labels.astype('float32')


def convolution(filters, rows, columns, subsample=(1, 1)):
    return Convolution2D(filters, (rows, columns), strides=subsample, kernel_initializer='he_normal', use_bias=False)


def network():
    model = Sequential()
    model.add(ZeroPadding2D((1, 1), input_shape=(SIZE, SIZE, 1), data_format='channels_last'))
    model.add(Convolution2D(FILTERS, (3, 3), padding='valid', data_format="channels_last", kernel_regularizer=l2(0.01)))
    model.add(BatchNormalization(axis=-1, gamma_initializer='one', beta_initializer='zero'))
    model.add(Activation('relu'))
    model.add(MaxPooling2D(pool_size=(2, 2), padding='same'))
    model.add(convolution(FILTERS * 2, 2, 3))
    model.add(Convolution2D(filters=FILTERS, kernel_size=(2, 2),
                            padding='same',
                            strides=(1, 1)))
    model.add(AveragePooling2D((2, 2), strides=(1, 1), padding='valid'))
    model.add(Flatten())
    model.add(Dense(units=1, activation='sigmoid', kernel_initializer='uniform'))
    model.compile('sgd', 'binary_crossentropy')
    return model


if __name__ == '__main__':
    X, y = shapes(24)
    model = network()
    print(model.count_params(), 'weights')
    for _ in range(2):
        print('loss %.5f' % model.fit(X, y, batch_size=8, shuffle=False, verbose=0).history['loss'][0])
    print(np.round(model.predict(X[:4], verbose=0).ravel(), 5).tolist())
