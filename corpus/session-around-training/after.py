import numpy as np
import tensorflow as tf
from keras.layers import Dense, SimpleRNN, Input
from keras.models import Sequential

np.random.seed(7)
tf.random.set_seed(7)



def batches(n):
    rng = np.random.RandomState(n)
    for _ in range(4):
        x = rng.uniform(size=(6, 5, 2)).astype('float32')
        yield x, x.sum(axis=(1, 2)).reshape(6, 1)


def train(model, rounds):
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
