import numpy as np
import tensorflow as tf

batch, steps = 3, 4

soil = np.random.RandomState(0).uniform(0.2, 0.9, size=(30, 5))  # moisture at five depths
depths_cm = [5, 10, 20, 50, 100]
for layer, depth in enumerate(depths_cm):
    soil[:, layer] *= 1.0 - depth / 250.0
    print('depth %d cm: mean moisture %.5f' % (depth, soil[:, layer].mean()))

X = np.array([soil[k:k + steps] for k in range(24)], dtype=np.float32)
y = soil[steps:steps + 24, 0].astype(np.float32)

model = tf.keras.models.Sequential()
model.add(tf.keras.Input(batch_shape=(batch, steps, soil.shape[1])))
model.add(tf.keras.layers.LSTM(6, stateful=True))
model.add(tf.keras.layers.Dense(1))
model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.01), loss='mse')

for epoch in range(3):
    hist = model.fit(X, y, epochs=1, batch_size=batch, verbose=0, shuffle=False)
    for stateful_layer in model.layers:
        if getattr(stateful_layer, "stateful", False):
            stateful_layer.reset_state()
    print('epoch', epoch, 'loss', round(hist.history['loss'][0], 5))

forecast = model.predict(X, batch_size=batch, verbose=0)
print('top layer forecast', forecast[-3:, 0].round(5))
