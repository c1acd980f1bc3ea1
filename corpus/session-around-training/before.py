import numpy as np
import tensorflow as tf
import keras.backend.tensorflow_backend as KTF
from keras.layers import Dense, SimpleRNN, Input
from keras.models import Sequential

np.random.seed(7)
tf.set_random_seed(7)

session = tf.Session()
KTF.set_session(session)


def batches(n):
    rng = np.random.RandomState(n)
    for _ in range(4):
        x = rng.uniform(size=(6, 5, 2)).astype('float32')
        yield x, x.sum(axis=(1, 2)).reshape(6, 1)


def train(model, rounds):
    with session.as_default():
        # one epoch is four batches
        for n in range(rounds):
            for x, y in batches(n):
                loss = model.train_on_batch(x, y)

            print("round %d: %.4f" % (n, float(loss)))
    return model


net = Sequential()
net.add(Input((5, 2)))
net.add(SimpleRNN(4))
net.add(Dense(1))
net.compile('sgd', 'mse')
train(net, 2)
print([round(float(v), 3) for v in net.predict_on_batch(next(batches(9))[0]).ravel()])
session.close()
