import numpy as np

from keras.layers import (
    Dense,
    GRU,
    LSTM,
)
from keras.models import Sequential

BATCH = 2
STEPS = 12
FEATURES = 2
EPOCHS = 3


def make_signals(n_blocks):
    time = np.arange(n_blocks * STEPS + 1) * 0.15
    left = np.stack([np.sin(time), np.cos(0.5 * time)], axis=1)
    right = np.stack([np.sin(time + 1.0), np.cos(0.5 * time - 1.0)], axis=1)
    X, y = [], []
    for block in range(n_blocks):
        begin, end = block * STEPS, (block + 1) * STEPS
        for signal in (left, right):
            X.append(signal[begin:end])
            y.append(signal[end])
    return np.array(X), np.array(y)


def create_model():
    model = Sequential()
    model.add(
        GRU(
            8,
            batch_input_shape=(BATCH, STEPS, FEATURES),  # fixed batch size, the net is stateful
            return_sequences=True,
            stateful=True,
        )
    )
    model.add(
        LSTM(
            4,
            stateful=True,
        )
    )
    model.add(Dense(FEATURES))
    model.compile(
        loss="mean_squared_error",
        optimizer="adam",
    )
    return model


X, y = make_signals(n_blocks=8)
model = create_model()

for epoch in range(EPOCHS):
    result = model.fit(
        X,
        y,
        batch_size=BATCH,
        epochs=1,
        verbose=0,
    )
    model.reset_states()
    print("epoch", epoch, "%.5f" % result.history["loss"][0])

prediction = model.predict(
    X,
    batch_size=BATCH,
    verbose=0,
)
for row in prediction[:4]:
    print("%.5f %.5f" % tuple(row))
