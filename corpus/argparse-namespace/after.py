#!/usr/bin/env python3
"""Learn when the light of a beacon comes on."""
import argparse

import numpy as np
from keras import layers, models


def get_args(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--batch-size', type=int, default=4, help='beacons that are watched at once')
    parser.add_argument('--steps', type=int, default=8)
    parser.add_argument('--units', type=int, default=6)
    parser.add_argument('--epochs', type=int, default=2)
    parser.add_argument('--optimizer', default='adam', choices=['adam', 'sgd', 'rmsprop'])
    return parser.parse_args(argv)


def build(args):
    model = models.Sequential()
    model.add(layers.Input(batch_shape=(args.batch_size, args.steps, 1)))
    model.add(layers.SimpleRNN(args.units, stateful=True, return_sequences=True))
    model.add(layers.Dense(1, activation='sigmoid'))
    model.compile(loss='binary_crossentropy', optimizer=args.optimizer)
    return model


def watch(args, chunks=5):
    """0/1 for each beacon and moment: one period per beacon, all longer than a chunk."""
    t = np.arange(chunks * args.steps + 1)
    lights = np.array([t % (9 + 2 * k) < 4 for k in range(args.batch_size)], dtype='float32')
    for c in range(chunks):
        begin, end = c * args.steps, (c + 1) * args.steps
        yield lights[:, begin:end, None], lights[:, begin + 1:end + 1, None]


def train(args, model):
    for epoch in range(args.epochs):
        losses = []
        for x, y in watch(args):
            h = model.fit(x, y, verbose=0, batch_size=args.batch_size, shuffle=False)
            losses.append(h.history['loss'][0])
        print('epoch', epoch, ' '.join('%.5f' % loss for loss in losses))
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()


def report(args, model):
    for c, (x, y) in enumerate(watch(args, chunks=3)):
        p = model.predict(x, batch_size=args.batch_size, verbose=0)
        print('chunk', c, 'chance of light', np.round(p[:, -1, 0], 5))
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('cold start', '%.5f' % model.evaluate(x, y, verbose=0, batch_size=args.batch_size))


def main():
    args = get_args([])
    model = build(args)
    train(args, model)
    report(args, model)


if __name__ == '__main__':
    main()
