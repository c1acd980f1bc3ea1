import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

n, steps = 20, 6
k = np.arange(n)
curve = np.array([np.sin(np.arange(steps) * 0.4 + i * 0.3) for i in k])[..., None]
extra = np.stack([k % 7 / 6.0, (k % 7 >= 5).astype(float)], axis=1)
target = curve[:, -1, 0] + 0.5 * extra[:, 1]

curve_in = keras.Input(shape=(steps, 1), name="curve")
extra_in = keras.Input(shape=(2,), name="calendar")
c = layers.LSTM(6)(curve_in)
e = layers.Dense(3, activation="tanh")(extra_in)
merged = layers.concatenate([c, e])
out = layers.Dense(1)(merged)

model = keras.Model(inputs=[curve_in, extra_in], outputs=out)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")

history = model.fit([curve, extra], target, batch_size=5, epochs=4, shuffle=False, verbose=0)
print("losses:", ["%.5f" % v for v in history.history["loss"]])

p = model.predict([curve, extra], verbose=0)
print("first: %.5f, last: %.5f" % (p[0, 0], p[-1, 0]))
