# Temperature of the next day from the last week, batches made on the fly.
import numpy as np
from keras.models import Sequential
from keras.layers import GRU, Dense

LOOKBACK = 7
BATCH = 8


def generator(data, lookback, batch_size, min_index, max_index):
    i = min_index + lookback
    while 1:
        if i + batch_size >= max_index:
            i = min_index + lookback
        rows = np.arange(i, min(i + batch_size, max_index))
        i += len(rows)
        samples = np.zeros((len(rows), lookback, data.shape[-1]))
        targets = np.zeros((len(rows),))
        for j, row in enumerate(rows):
            samples[j] = data[row - lookback:row]
            targets[j] = data[row][0]
        yield samples, targets


days = np.arange(120)
temperature = 10 + 8 * np.sin(days * 2 * np.pi / 30.)
pressure = 1000 + 15 * np.cos(days * 2 * np.pi / 17.)
float_data = np.stack([temperature, pressure], axis=1)
float_data -= float_data[:80].mean(axis=0)
float_data /= float_data[:80].std(axis=0)

train_gen = generator(float_data, LOOKBACK, BATCH, 0, 80)
val_gen = generator(float_data, LOOKBACK, 40, 80, 120)
test_gen = generator(float_data, LOOKBACK, BATCH, 60, 120)
train_steps = (80 - LOOKBACK) // BATCH
val_steps = 1  # all of it at once

model = Sequential()
model.add(GRU(6, input_shape=(None, float_data.shape[-1])))
model.add(Dense(1))
model.compile(optimizer='adam', loss='mae')
history = model.fit(train_gen, steps_per_epoch=train_steps, epochs=3,
                              verbose=0,
                              validation_data=val_gen,
                              validation_steps=val_steps)

for epoch, (loss, val_loss) in enumerate(zip(history.history['loss'], history.history['val_loss'])):
    print('epoch %d: %.5f %.5f' % (epoch + 1, loss, val_loss))
print('test mae', model.evaluate(test_gen, steps=3, verbose=0))
forecast = model.predict(generator(float_data, LOOKBACK, BATCH, 0, 80), steps=2, verbose=0)
print(forecast.shape, forecast[:4, 0])
