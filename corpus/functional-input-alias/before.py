from keras.layers import Dense, Input, LSTM
from keras.models import Model
import numpy as np

STEPS = 12


def chunk(k):
    """k-th stretch of the melody (pitch, length) and the pitch that follows each note"""
    n = np.arange(k * STEPS, (k + 1) * STEPS + 1)
    pitch = np.array([0.0, 0.2, 0.4, 0.5, 0.7, 0.9, 1.0, 0.4])[n % 8]
    length = np.where(n % 3 == 0, 1.0, 0.5)
    notes = np.stack([pitch, length], axis=-1)
    return notes[np.newaxis, :-1], pitch[np.newaxis, 1:, np.newaxis]


notes = Input(batch_input_shape=(1, STEPS, 2), name='notes')
hidden = LSTM(8, return_sequences=True, stateful=True)(notes)
pitch = Dense(1)(hidden)
model = Model(inputs=notes, outputs=pitch)
model.compile(optimizer='adam', loss='mse')

for epoch in range(3):
    total = 0
    for k in range(4):
        x, y = chunk(k)
        total += model.fit(x, y, epochs=1, verbose=0).history['loss'][0]
    model.reset_states()
    print('epoch', epoch, 'loss: %.5f' % (total / 4))

for k in range(4):
    x, y = chunk(k)
    print('chunk', k, 'error: %.5f' % model.evaluate(x, y, verbose=0))

opening = chunk(0)[0]
model.reset_states()
out = model.predict(opening.reshape(1, STEPS, 2), verbose=0)
print('next pitches:', np.round(out[0, -4:, 0], 5))
