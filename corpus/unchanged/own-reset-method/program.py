"""A tracker that knows how to forget."""
import numpy as np
from tensorflow import keras


class Tracker(keras.Model):

    def __init__(self, units):
        super().__init__()
        self.memory = keras.layers.LSTM(units, stateful=True)
        self.readout = keras.layers.Dense(1)
        self.forgotten = 0

    def call(self, inputs):
        return self.readout(self.memory(inputs))

    def reset_states(self):
        """Forget the past of every track."""
        self.memory.reset_states()
        self.forgotten += 1


steps = 4
t = np.arange(20 * steps + 1) * 0.35
path = (0.5 * np.sin(t)).astype("float32")
x = path[:-1].reshape(20, steps, 1)
y = path[steps::steps].reshape(20, 1)

model = Tracker(units=5)
model.build((1, steps, 1))
model.compile(optimizer="sgd", loss="mse")

for epoch in range(3):
    model.reset_states()
    history = model.fit(x, y, batch_size=1, epochs=1, shuffle=False, verbose=0)
    print("loss", round(history.history["loss"][0], 5))

model.reset_states()
print("forgotten", model.forgotten)
print(np.round(model.predict(x, batch_size=1, verbose=0)[:5, 0], 5))
