"""Batches of accelerometer windows, endlessly."""
import numpy as np


def signal(kind, start, length):
    t = np.arange(start, start + length)
    return np.sin(t / (3.0 + kind)) + 0.1 * kind


def batches(kinds, length, batch_size):
    start = 0
    while True:
        labels = (np.arange(batch_size) + start) % kinds
        windows = np.array([signal(k, start, length) for k in labels])[:, :, None]
        start += 1
        yield (windows, labels)


def windows_only(kinds, length, batch_size):
    for windows, _ in batches(kinds, length, batch_size):
        yield (windows,)
