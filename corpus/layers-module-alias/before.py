import numpy as np
import keras

L = keras.layers

# Daily river level, scaled. Forecast tomorrow from the last six days.
days = np.arange(46)
river = 0.5 + 0.25 * np.sin(days / 4.0) + 0.1 * np.sin(days / 1.7)

lag = 6
X = np.asarray([river[d:d + lag] for d in range(40)]).reshape((40, lag, 1))
Y = river[lag:]

model = keras.models.Sequential([L.GRU(5, stateful=True, batch_input_shape=(4, lag, 1)),
                                 L.Dense(4, activation='relu'),
                                 L.Dense(1)])
model.compile(loss='mean_absolute_error', optimizer='rmsprop')

losses = []
for epoch in range(4):
    run = model.fit(X, Y, batch_size=4,
                    epochs=1, verbose=0)
    losses.append(run.history['loss'][0])
    model.reset_states()

print('losses:', ' '.join('{:.5f}'.format(v) for v in losses))
out = model.predict(X, batch_size=4, verbose=0)
print('mean error: {:.5f}'.format(np.abs(out[:, 0] - Y).mean()))
print('tomorrow:   {:.5f}'.format(out[-1, 0]))
