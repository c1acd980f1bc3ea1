"""A bright spot walks over a small grid; guess its next column."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

BATCH = 2
FRAMES = 3
SIZE = 6


def movie(length, row, speed):
    frames = np.zeros((length, SIZE, SIZE, 1), dtype="float32")
    for i in range(length):
        frames[i, (row + i // SIZE) % SIZE, (i * speed) % SIZE, 0] = 1.0
    return frames


def clips(length):
    """Two movies side by side, cut in clips: rows 0, 2, 4... are movie one."""
    movies = [movie(length + 1, 1, 1), movie(length + 1, 3, 2)]
    x, y = [], []
    for start in range(0, length, FRAMES):
        for frames in movies:
            x.append(frames[start:start + FRAMES])
            y.append(frames[start + FRAMES].sum(axis=(0, 2)))
    return np.array(x), np.array(y)


model = keras.Sequential(
    [
        layers.Input(batch_shape=(BATCH, FRAMES, SIZE, SIZE, 1)),  # time and two space axes
        layers.ConvLSTM2D(
            filters=2,
            kernel_size=(3, 3),
            padding="same",
            recurrent_activation="sigmoid",
            stateful=True,
        ),
        layers.Flatten(),
        layers.Dense(SIZE, activation="softmax"),
    ]
)
model.compile(
    loss="categorical_crossentropy",
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
)

x, y = clips(24)
for epoch in range(1, 5):
    history = model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
    print(f"epoch {epoch}: loss {history.history['loss'][0]:.5f}")
    # the movies start from the beginning again
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()

probabilities = model.predict(x, batch_size=BATCH, verbose=0)
for row in probabilities[:4]:
    print(" ".join(f"{p:.5f}" for p in row))
