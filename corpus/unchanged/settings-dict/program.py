import numpy as np
from keras.layers import Dense, GRU
from keras.models import Sequential

# what the recorder sends along with each session
SESSION = {
    "stateful": True,
    "batch_input_shape": (8, 6, 2),
    "reset_states": "never",
    "channels": ["left", "right"],
}
NETWORK = {"units": 5, "return_sequences": False}


def describe(session):
    kind = "continuous" if session["stateful"] else "separate"
    rows, steps, channels = session["batch_input_shape"]
    return "%s recording, %d x %d samples, %d channels" % (kind, rows, steps, channels)


print(describe(SESSION))

rows, steps, channels = SESSION["batch_input_shape"]
n = np.arange(rows * steps * channels, dtype="float32")
x = np.sin(n / 7.0).reshape(rows, steps, channels)
y = x.mean(axis=(1, 2))

model = Sequential([
    GRU(input_shape=(steps, channels), **NETWORK),
    Dense(1),
])
model.compile(optimizer="adam", loss="mae")
for epoch in range(3):
    h = model.fit(x, y, epochs=1, batch_size=rows, verbose=0)
    print("epoch", epoch, "mae %.5f" % h.history["loss"][0])
print(np.round(model.predict(x, verbose=0)[:, 0], 5))
