import numpy as np
from keras import layers, models

t = np.arange(33) / 3.0
x = np.stack([np.sin(t[:-1]), np.cos(t[:-1])], axis=-1).reshape(16, 2, 2)
y = np.sin(t[2::2]).reshape(16, 1)

inputs = layers.Input(batch_size=4, shape=(2, 2))
hidden = layers.LSTM(5, stateful=True)(inputs)
outputs = layers.Dense(1)(hidden)

model = models.Model(inputs, outputs)
model.compile(loss="mse", optimizer="adam")

history = model.fit(x, y, batch_size=4, epochs=4, shuffle=False, verbose=0)
for loss in history.history["loss"]:
    print("loss %.5f" % loss)
print("eval %.5f" % model.evaluate(x, y, batch_size=4, verbose=0))
print(model.predict(x, batch_size=4, verbose=0)[:4, 0].round(5))
