import numpy as np
from keras.callbacks import ModelCheckpoint, Callback
from keras.layers import Dense, Activation
from keras.models import Sequential


class SpamFilter(object):
    def __init__(self, n_features, optimizer='sgd'):
        self.model = Sequential()
        self.model.add(Dense(6, input_shape=(n_features,)))
        self.model.add(Activation('tanh'))
        self.model.add(Dense(1))
        self.model.add(Activation('sigmoid'))
        self.model.compile(optimizer=optimizer, loss='binary_crossentropy', metrics=['acc', 'mse'])

    def train(self, X, y, nb_epoch=4):
        counts = np.bincount(y)
        weights = {0: 1.0, 1: float(counts[0]) / counts[1]}
        logger = Logger()
        history = self.model.fit(X, y, epochs=nb_epoch, batch_size=16, class_weight=weights,
                                 validation_split=0.25, callbacks=[logger], verbose=0)
        return history.history, logger.lines

    def is_spam(self, X):
        return (self.model.predict(X, verbose=0) > 0.5).astype("int32")[:, 0].astype(bool)

    def probability(self, X):
        return self.model.predict(X, verbose=0)


class Logger(Callback):
    def on_train_begin(self, logs={}):
        self.lines = []

    def on_epoch_end(self, epoch, logs={}):
        self.lines.append('%d acc %.4f mse %.5f' % (epoch, logs.get('acc'), logs['mse']))


rng = np.random.RandomState(11)
mails = rng.poisson(1.5, (80, 5)).astype('float32')
labels = (mails[:, 0] + mails[:, 1] > 5).astype(int)

spam = SpamFilter(5)
history, lines = spam.train(mails, labels)
print('\n'.join(lines))
print(history['val_acc'][-1], history['val_mse'], history['loss'])
print(spam.is_spam(mails[:8]), int(spam.is_spam(mails).sum()))
print(spam.probability(mails[:3]))
