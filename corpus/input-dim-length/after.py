from keras.models import Sequential
from keras.layers import Dense, Activation, LSTM, Input
import numpy as np

# sequence setup
sequence_length = 6
input_dim = 3
batch_size = 5
hidden_units = 9

print("preparing data...")
rs = np.random.RandomState(0)
phase = rs.uniform(0, 3, size=(batch_size, 1, input_dim))
X_train = []
y_train = []
for step in range(0, 42, sequence_length):
    t = np.arange(step, step + sequence_length).reshape(1, sequence_length, 1)
    X_train.append(np.sin(t / 4.0 + phase))
    y_train.append(np.sin((step + sequence_length) / 4.0 + phase[:, 0, :]))
X_train = np.concatenate(X_train)
y_train = np.concatenate(y_train)
print("X", X_train.shape, "y", y_train.shape)

print("building model...")
model = Sequential()
model.add(Input(batch_shape=(batch_size, sequence_length, input_dim)))
model.add(LSTM(hidden_units,
               stateful=True, return_sequences=False))
model.add(Dense(input_dim))
model.add(Activation("linear"))
model.compile(loss="mean_squared_error", optimizer="rmsprop")

print("training...")
best = None
for e in range(6):
    hist = model.fit(X_train, y_train, batch_size=batch_size, epochs=1, shuffle=False, verbose=0)
    loss = hist.history["loss"][-1]
    if best is None or loss < best:
        best = loss
    if e % 2 == 1:
        print("epoch", e + 1, "loss %.5f" % loss)
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
print("best %.5f" % best)

# generate: feed the last window of every sequence forward
window = X_train[-batch_size:]
for step in range(3):
    nxt = model.predict(window, batch_size=batch_size, verbose=0)
    print(" ".join("%.5f" % v for v in nxt[0]))
    window = np.concatenate([window[:, 1:, :], nxt[:, np.newaxis, :]], axis=1)
