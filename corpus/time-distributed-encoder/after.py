from argparse import ArgumentParser

import numpy as np
from tensorflow.keras.layers import Dense, GRU, TimeDistributed, Input
from tensorflow.keras.models import Sequential

parser = ArgumentParser(description='frame encoder + recurrent predictor')
parser.add_argument('--batch', type=int, default=4)
parser.add_argument('--frames', type=int, default=6)
parser.add_argument('--pixels', type=int, default=5)
parser.add_argument('--epochs', type=int, default=3)
args = parser.parse_args([])


def moving_dots(first_frame, count):
    """A bright dot runs over a line of pixels, at another speed in each row."""
    clips, following = [], []
    for b in range(args.batch):
        frames = np.arange(first_frame, first_frame + count + 1).reshape(-1, 1)
        where = (frames * (0.3 + 0.1 * b)) % args.pixels
        clip = np.exp(-(np.arange(args.pixels) - where) ** 2)
        clips.append(clip[:-1])
        following.append(clip[1:])
    return np.array(clips), np.array(following)


model = Sequential(name='dots')
# encode each frame on its own
model.add(Input(batch_shape=(args.batch, args.frames, args.pixels)))
model.add(TimeDistributed(Dense(4, activation='relu')))
model.add(GRU(8, return_sequences=True, stateful=True))
model.add(TimeDistributed(Dense(args.pixels, activation='sigmoid')))
model.compile(optimizer='adam', loss='binary_crossentropy')

X, Y = [], []
for k in range(5):
    clips, following = moving_dots(k * args.frames, args.frames)
    X.append(clips)
    Y.append(following)
X, Y = np.concatenate(X), np.concatenate(Y)

for epoch in range(args.epochs):
    h = model.fit(X, Y, epochs=1, batch_size=args.batch, verbose=0, shuffle=False)
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('epoch %d/%d %.5f' % (epoch + 1, args.epochs, h.history['loss'][0]))

x_val, y_val = moving_dots(30, args.frames)
print('validation %.5f' % model.evaluate(x_val, y_val, verbose=0, batch_size=args.batch))

for layer in model.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
out = model.predict(x_val, batch_size=args.batch, verbose=0)
print(np.round(out[0, 0].astype(float), 5).tolist())
print(np.round(out[3, 1].astype(float), 5).tolist())
