import numpy as np
from tensorflow import keras


class Gate(keras.layers.Layer):
    """Multiplies every feature by a learned factor."""

    def __init__(self, start=1.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start
        self.seen_shape = None

    @property
    def input_shape(self):
        return self.seen_shape

    def build(self, input_shape):
        self.seen_shape = tuple(input_shape)
        self.factor = self.add_weight(
            name="factor",
            shape=(input_shape[-1],),
            initializer=keras.initializers.Constant(self.start),
            trainable=True,
        )
        super().build(input_shape)

    def call(self, inputs):
        return inputs * self.factor

    def reset_states(self):
        self.factor.assign(np.full(self.factor.shape, self.start))


x = np.random.RandomState(0).uniform(-1, 1, size=(30, 4)).astype("float32")
y = x @ np.array([[0.5], [-0.2], [0.0], [1.0]], dtype="float32")

gate = Gate(start=0.5)
inputs = keras.Input(shape=(4,))
model = keras.Model(inputs, keras.layers.Dense(1)(gate(inputs)))
model.compile(optimizer="sgd", loss="mse")
print("gate input has", gate.input_shape[-1], "features")

for epoch in range(3):
    h = model.fit(x, y, batch_size=10, epochs=1, shuffle=False, verbose=0)
    print("%d %.5f" % (epoch, h.history["loss"][0]))

gate.reset_states()
print(model.predict(x[:3], verbose=0)[:, 0].round(5))
