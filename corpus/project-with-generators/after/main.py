import numpy as np

import batches
from network import create
from report import accuracy_of

KINDS, LENGTH, BATCH = 3, 9, 12


def main():
    model = create(LENGTH, KINDS)
    windows, labels = next(batches.batches(KINDS, LENGTH, BATCH))
    history = model.fit(
        batches.batches(KINDS, LENGTH, BATCH),
        steps_per_epoch=int(np.ceil(60 / BATCH)),
        epochs=3,
        verbose=0,
        validation_data=(windows, labels),
    )
    print(accuracy_of(history))
    print('loss', history.history['loss'])
    print(model.evaluate(batches.batches(KINDS, LENGTH, BATCH), steps=2, verbose=0))
    print(model.predict(batches.windows_only(KINDS, LENGTH, BATCH), steps=2, verbose=0)[:3])
    print(np.mean(model.predict(windows, verbose=0).argmax(axis=-1) == labels))


if __name__ == '__main__':
    main()
