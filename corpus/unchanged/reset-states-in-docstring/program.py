"""Helpers for windowed series.

For stateful networks (``LSTM(..., batch_input_shape=(b, t, f), stateful=True)``)
call ``model.reset_states()`` after each pass over the windows made here and
fit with ``shuffle=False``.
"""
import numpy as np
from keras.utils import to_categorical


def windows(series, length, step=1):
    """Cut `series` into overlapping windows.

    >>> model.fit(*windows(series, 10), batch_size=1)
    >>> model.reset_states()
    """
    n = (len(series) - length) // step
    X = np.stack([series[i * step:i * step + length] for i in range(n)])
    y = np.stack([series[i * step + length] for i in range(n)])
    return X, y


def trim(X, y, batch_size):
    # a stateful model needs full batches, see model.reset_states() above
    n = len(X) - len(X) % batch_size
    return X[:n], y[:n]


def one_hot_labels(labels, n_classes):
    return to_categorical(labels, n_classes)


HELP = "use batch_input_shape=(batch, steps, features) and model.reset_states() with these windows"
