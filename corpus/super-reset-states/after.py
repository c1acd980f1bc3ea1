import numpy as np
from keras.layers import Input, SimpleRNN, Dense
from keras.models import Model


def reset_states(model):
    """Reset the stateful layers of a Keras model, as Keras 2's Model.reset_states() did."""
    for layer in model.layers:
        if isinstance(layer, Model):
            reset_states(layer)
        elif getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
            layer.reset_state()


class CountingModel(Model):
    """A functional model that knows how often it was reset."""

    resets = 0

    def reset_states(self):
        reset_states(self)
        CountingModel.resets += 1


def squares(n):
    """n windows of a square wave and the value that follows each of them."""
    wave = np.where(np.arange(n * 4 + 1) % 10 < 5, 0.5, -0.5)
    return wave[:-1].reshape(n, 4, 1), wave[4::4].reshape(n, 1)


batch = 3

inp = Input(batch_shape=(batch, 4, 1))
hidden = SimpleRNN(8, stateful=True)(inp)
outp = Dense(1)(hidden)
net = CountingModel(inp, outp)
net.compile(loss="mse", optimizer="sgd")

x, y = squares(15)

for epoch in range(5):
    net.reset_states()
    run = net.fit(x, y, batch_size=batch, epochs=1, shuffle=False, verbose=0)
    print("epoch", epoch, "loss", round(run.history["loss"][-1], 5))

net.reset_states()
first = net.predict(x, batch_size=batch, verbose=0)
second = net.predict(x, batch_size=batch, verbose=0)   # goes on from the end of the first

print("resets", CountingModel.resets)
print("first  %.5f %.5f %.5f" % tuple(first[:3, 0]))
print("second %.5f %.5f %.5f" % tuple(second[:3, 0]))
