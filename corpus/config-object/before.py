# Echo task: repeat the input of two steps ago.
import numpy as np
from keras.models import Sequential
from keras.layers import SimpleRNN, TimeDistributed, Dense


class Config:
    batch_size = 2
    steps = 8
    units = 7
    epochs = 3
    learning_rate = 0.05


def echo_data(cfg, length):
    rng = np.random.RandomState(0)
    bits = rng.randint(0, 2, size=(cfg.batch_size, length)).astype('float32')
    echo = np.roll(bits, 2, axis=1)
    echo[:, :2] = 0
    return bits[:, :, None], echo[:, :, None]


cfg = Config()
bits, echo = echo_data(cfg, 4 * cfg.steps)

model = Sequential()
model.add(SimpleRNN(cfg.units, return_sequences=True, stateful=True,
                    batch_input_shape=(cfg.batch_size, cfg.steps, 1)))
model.add(TimeDistributed(Dense(1, activation='sigmoid')))
model.compile(loss='binary_crossentropy', optimizer='rmsprop')

for epoch in range(cfg.epochs):
    losses = []
    for start in range(0, bits.shape[1], cfg.steps):
        x = bits[:, start:start + cfg.steps]
        y = echo[:, start:start + cfg.steps]
        history = model.fit(x, y, epochs=1, verbose=0)
        losses.append(history.history['loss'][0])
    model.reset_states()
    print('epoch', epoch + 1, ' '.join('%.5f' % l for l in losses))

p = model.predict(bits[:, :cfg.steps], verbose=0)
print(np.round(p[0, :, 0], 5))
print('next loss', round(model.evaluate(x, y, verbose=0), 5))
