"""Remember the first symbol of a sequence that arrives in pieces."""
import numpy as np
import tensorflow as tf

BATCH_SIZE, PIECES, PIECE_LEN = 4, 3, 2


def make_data(rows):
  """rows sequences of +1/-1 starts followed by noise, cut into pieces."""
  rng = np.random.RandomState(0)
  x = rng.uniform(-0.1, 0.1, size=(rows, PIECES * PIECE_LEN, 1))
  start = np.where(np.arange(rows) % 2 == 0, 1.0, -1.0)
  x[:, 0, 0] = start
  return x, start.reshape(-1, 1)


def build():
  inputs = tf.keras.layers.Input(batch_shape=(BATCH_SIZE, PIECE_LEN, 1))
  hidden = tf.keras.layers.LSTM(
      5,
      return_sequences=True,
      stateful=True,
  )(inputs)
  hidden = tf.keras.layers.SimpleRNN(5, stateful=True)(hidden)
  outputs = tf.keras.layers.Dense(1, activation="tanh")(hidden)
  net = tf.keras.Model(inputs, outputs)
  net.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.03), loss="mse")
  return net


x, y = make_data(8)
model = build()
for epoch in range(2):
  total = 0.0
  for group in range(0, len(x), BATCH_SIZE):
    rows = slice(group, group + BATCH_SIZE)
    for piece in range(PIECES):
      part = x[rows, piece * PIECE_LEN:(piece + 1) * PIECE_LEN]
      h = model.fit(part, y[rows], batch_size=BATCH_SIZE, epochs=1,
                    shuffle=False, verbose=0)
      total += h.history["loss"][-1]
    for layer in model.layers:
      if getattr(layer, "stateful", False):
        layer.reset_state()
  print("epoch {} mean loss {:.5f}".format(epoch, total / 6))

weights = [float(np.abs(w).sum()) for w in model.get_weights()]
print("weights:", " ".join("%.5f" % w for w in weights))
