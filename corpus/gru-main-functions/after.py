#!/usr/bin/env python3
"""Character model of a nursery rhyme (GRU)."""

import numpy as np
from tensorflow.keras.layers import Dense, Embedding, GRU, Input
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import SGD

TEXT = ("row row row your boat gently down the stream "
        "merrily merrily merrily merrily life is but a dream ")
CHARS = sorted(set(TEXT))
INDEX = {c: i for i, c in enumerate(CHARS)}

BATCH_SIZE = 4
SEQ_LEN = 6


def get_model(batch_size):
    model = Sequential()
    model.add(Input(batch_shape=[batch_size, None]))
    model.add(Embedding(len(CHARS), 5))
    model.add(GRU(9, stateful=True, reset_after=False))
    model.add(Dense(len(CHARS), activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer=SGD(learning_rate=0.5))
    return model


def get_data():
    ids = np.array([INDEX[c] for c in TEXT])
    track = len(ids) // BATCH_SIZE
    chunks = (track - 1) // SEQ_LEN
    x, y = [], []
    for chunk in range(chunks):
        for row in range(BATCH_SIZE):
            start = row * track + chunk * SEQ_LEN
            x.append(ids[start:start + SEQ_LEN])
            y.append(ids[start + SEQ_LEN])
    return np.array(x), np.array(y)


def train(model, x, y, epochs=3):
    losses = []
    for _ in range(epochs):
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        h = model.fit(x, y, batch_size=BATCH_SIZE, epochs=1, verbose=0, shuffle=False)
        losses.extend(h.history["loss"])
    return losses


def main():
    x, y = get_data()
    model = get_model(BATCH_SIZE)

    for loss in train(model, x, y):
        print("loss: %.5f" % loss)

    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    prompts = np.stack([x[i] for i in range(0, len(x), len(x) // BATCH_SIZE)])
    probs = model.predict(prompts, verbose=0, batch_size=BATCH_SIZE)
    for row in probs:
        best = np.argsort(row)[::-1][:3]
        print(*("%.5f" % row[b] for b in best))


if __name__ == "__main__":
    main()
