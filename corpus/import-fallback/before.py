import numpy as np

try:
    from keras.models import Sequential
    from keras.layers import Dense, LSTM
    from keras.optimizers import Adam
except ImportError:
    from tensorflow.keras.models import Sequential
    from tensorflow.keras.layers import Dense, LSTM
    from tensorflow.keras.optimizers import Adam


def heartbeat(n_beats, beat_len=10):
    """A crude pulse: one peak per beat, slowly growing."""
    beat = np.zeros(beat_len)
    beat[2:5] = [0.4, 1.0, 0.3]
    beat[6] = 0.2
    gain = np.repeat(np.linspace(0.8, 1.2, n_beats), beat_len)
    return np.tile(beat, n_beats) * gain


def create_model(batch_size, seq_len):
    model = Sequential([
        LSTM(8, batch_input_shape=(batch_size, seq_len, 1), return_sequences=False, stateful=True),
        Dense(1),
    ])
    model.compile(loss='mse', optimizer=Adam(learning_rate=0.02))
    return model


batch_size = 6
seq_len = 4
pulse = heartbeat(5)
x = np.stack([pulse[i:i + seq_len] for i in range(36)])[..., None]
y = pulse[seq_len:seq_len + 36]

model = create_model(batch_size, seq_len)
for epoch in range(3):
    res = model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0)
    model.reset_states()
    print('Epoch', epoch + 1, 'loss: %.5f' % res.history['loss'][0])

score = model.evaluate(x, y, batch_size=batch_size, verbose=0)
print('final mse: %.5f' % score)
