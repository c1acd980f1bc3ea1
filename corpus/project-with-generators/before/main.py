import numpy as np

import batches
from network import create
from report import accuracy_of

KINDS, LENGTH, BATCH = 3, 9, 12


def main():
    model = create(LENGTH, KINDS)
    windows, labels = next(batches.batches(KINDS, LENGTH, BATCH))
    history = model.fit_generator(
        batches.batches(KINDS, LENGTH, BATCH),
        steps_per_epoch=60 / BATCH,
        epochs=3,
        verbose=0,
        pickle_safe=False,
        validation_data=(windows, labels),
    )
    print(accuracy_of(history))
    print('loss', history.history['loss'])
    print(model.evaluate_generator(batches.batches(KINDS, LENGTH, BATCH), 2, 10, 1))
    print(model.predict_generator(batches.windows_only(KINDS, LENGTH, BATCH), steps=2)[:3])
    print(np.mean(model.predict_classes(windows) == labels))


if __name__ == '__main__':
    main()
