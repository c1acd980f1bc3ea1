import argparse

import numpy as np
import keras
from keras import layers


def get_model(steps, features):
    inputs = keras.Input(shape=(steps, features))
    x = layers.LSTM(5, return_sequences=True)(inputs)
    outputs = layers.TimeDistributed(layers.Dense(1))(x)
    return keras.Model(inputs, outputs, name="sensor")


def load(n, steps):
    t = np.arange(n * steps).reshape(n, steps, 1) / 5.0
    x = np.concatenate([np.sin(t), np.cos(t)], axis=-1)
    y = np.roll(np.sin(t), -1, axis=1)
    weights = np.ones((n, steps))
    weights[:, -1] = 0          # nothing comes after the last step
    weights[::2, :2] = 0.5
    return x, y, weights


def main(args):
    x, y, weights = load(16, args.steps)
    model = get_model(args.steps, 2)
    model.compile('adam', 'mse', metrics=['mae'])
    for step in range(args.updates):
        loss, mae = model.train_on_batch(x, y, sample_weight=weights)
        print(step, round(float(loss), 5), round(float(mae), 5))
    history = model.fit(x, y, batch_size=4, epochs=2, sample_weight=weights, shuffle=False, verbose=0)
    print(history.history)
    print(model.test_on_batch(x[:4], y[:4], sample_weight=weights[:4]))
    print(model.evaluate(x, y, verbose=0, sample_weight=weights))
    print(np.round(model.predict(x[:1], verbose=0)[0, :, 0], 5))


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--steps', type=int, default=6)
    parser.add_argument('--updates', type=int, default=3)
    main(parser.parse_args([]))
