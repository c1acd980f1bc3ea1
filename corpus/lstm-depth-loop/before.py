"""Two-level LSTM on a load curve; the number of levels is set at the top."""
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense

np.random.seed(7)

DEPTH = 2
UNITS = 6
BATCH = 4
STEPS = 5
FEATURES = 2


def load_curve(n_windows):
    t = np.arange(n_windows + STEPS + 1) * 0.2
    series = np.stack([np.sin(t), 0.5 * np.cos(0.5 * t)], axis=-1)
    X = np.array([series[i:i + STEPS] for i in range(n_windows)])
    y = np.array([series[i + STEPS, 0] for i in range(n_windows)])
    return X.astype("float32"), y.astype("float32").reshape(-1, 1)


def make_model(depth):
    model = Sequential()
    for level in range(depth):
        last = level == depth - 1
        model.add(LSTM(UNITS,
                       batch_input_shape=(BATCH, STEPS, FEATURES),
                       return_sequences=not last,
                       stateful=True))
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="adam")
    return model


X, y = load_curve(24)
model = make_model(DEPTH)
for epoch in range(3):
    history = model.fit(X, y, epochs=1, batch_size=BATCH, verbose=0, shuffle=False)
    model.reset_states()
    print("epoch %d loss %.5f" % (epoch + 1, history.history["loss"][0]))
print("weights:", model.count_params())
