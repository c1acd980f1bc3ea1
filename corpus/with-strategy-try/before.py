import numpy as np
import tensorflow as tf

BATCH, WINDOW = 3, 4

# hive weight (kg) of three hives over a summer, scaled
day = np.arange(8 * WINDOW + 1)
hives = np.stack([np.log1p(day) / 4 + 0.1 * np.sin(day / (2.0 + h)) for h in range(BATCH)])
X = np.concatenate([hives[:, i:i + WINDOW] for i in range(0, 8 * WINDOW, WINDOW)])[:, :, None]
Y = np.concatenate([hives[:, i + WINDOW] for i in range(0, 8 * WINDOW, WINDOW)])

with tf.device("/cpu:0"):
    net = tf.keras.models.Sequential()
    net.add(tf.keras.layers.LSTM(8, stateful=True, batch_input_shape=(BATCH, WINDOW, 1)))
    net.add(tf.keras.layers.Dense(1))
    net.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.05), loss="mse")

losses = []
for epoch in range(3):
    try:
        result = net.fit(X, Y, batch_size=BATCH, epochs=1, verbose=0)
        losses.append(result.history["loss"][0])
    except KeyboardInterrupt:
        print("stopped after", epoch, "epochs")
        break
    finally:
        net.reset_states()

print("losses", [round(l, 5) for l in losses])

with tf.device("/cpu:0"):
    first = net.predict(X, batch_size=BATCH, verbose=0)[:, 0]
    try:
        second = net.predict(X, batch_size=BATCH, verbose=0)[:, 0]
    finally:
        net.reset_states()
    third = net.predict(X, batch_size=BATCH, verbose=0)[:, 0]

print("first ", first[:BATCH].round(5))
print("second", second[:BATCH].round(5))
print("third ", third[:BATCH].round(5))
