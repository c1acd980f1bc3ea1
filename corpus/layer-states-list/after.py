"""What-if forecasts: remember the state after the history, branch from there."""
import numpy as np
from keras.layers import LSTM, Dense, Input
from keras.models import Sequential

BATCH, STEPS = 2, 4

# two sensors, 10 windows each, interleaved so that row i belongs to sensor i % 2
t = np.arange(10 * STEPS + 1) / 6.0
sensors = [np.sin(t), 0.5 * np.cos(t) + 0.1]
x = np.zeros((20, STEPS, 1))
y = np.zeros((20, 1))
for k in range(20):
    s = sensors[k % BATCH]
    start = (k // BATCH) * STEPS
    x[k, :, 0] = s[start:start + STEPS]
    y[k, 0] = s[start + STEPS]

model = Sequential()
model.add(Input(batch_shape=(BATCH, STEPS, 1)))
model.add(LSTM(
    5,
    stateful=True,
))
model.add(Dense(1))
model.compile(optimizer="sgd", loss="mse")

for layer in model.layers:
    print("parameters", layer.count_params())

for epoch in range(3):
    h = model.fit(x, y, epochs=1, batch_size=BATCH, shuffle=False, verbose=0)
    print("loss", round(h.history["loss"][0], 6))
    for stateful_layer in model.layers:
        if getattr(stateful_layer, "stateful", False):
            stateful_layer.reset_state()

# run over the history once, then keep what the network remembers
model.predict(x, batch_size=BATCH, verbose=0)
h, c = [np.array(s) for s in model.layers[0].states]
print("h", h.round(5).tolist())
print("c", c.round(5).tolist())

for step in (0.0, 0.5, 1.0):
    model.layers[0].states[0].assign(h)
    model.layers[0].states[1].assign(c)
    question = np.full((BATCH, STEPS, 1), step)
    answer = model.predict(question, batch_size=BATCH, verbose=0)
    print("constant", step, "->", answer[:, 0].round(5).tolist())

# and from a memory that has half faded
model.layers[0].states[0].assign(h * 0.5)
model.layers[0].states[1].assign(c * 0.5)
print("faded ->", model.predict(question, batch_size=BATCH, verbose=0)[:, 0].round(5).tolist())
