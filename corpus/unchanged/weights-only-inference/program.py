"""Score incoming ECG strips with the network trained in spring."""
import os

import numpy as np
from keras.layers import Dense, LSTM
from keras.models import Sequential

WEIGHTS = os.path.join(os.path.dirname(__file__), "ecg_small.weights.h5")
STRIP = 200


def network():
    model = Sequential()
    model.add(LSTM(32, input_shape=(STRIP, 2), return_sequences=True))
    model.add(LSTM(16))
    model.add(Dense(3, activation="softmax"))
    return model


def load():
    model = network()
    model.load_weights(WEIGHTS)
    return model


def score(model, strips, names=("normal", "afib", "noise")):
    strips = np.asarray(strips, dtype="float32").reshape(-1, STRIP, 2)
    prob = model.predict(strips, batch_size=64, verbose=0)
    return [(names[k], float(p[k])) for p, k in zip(prob, prob.argmax(axis=1))]


if __name__ == "__main__":
    model = load()
    recording = np.load("recording.npy")
    for label, p in score(model, recording):
        print("%-8s %.3f" % (label, p))
