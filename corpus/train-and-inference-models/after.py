import numpy as np
import keras

STEPS = 1
TRACKS = 8


def build_network(batch_size):
    """Same network for any number of parallel tracks."""
    net = keras.models.Sequential()
    net.add(keras.Input(batch_shape=(batch_size, STEPS, 1)))
    net.add(keras.layers.SimpleRNN(12, stateful=True))
    net.add(keras.layers.Dense(1))
    return net


# --- data: TRACKS shifted copies of a triangle wave, one value per step
positions = np.arange(26)
offsets = np.arange(TRACKS)
triangle = np.abs((positions[:, None] + offsets[None, :]) % 8 - 4) / 4.0
x = triangle[:-1].reshape(-1, STEPS, 1)
y = triangle[1:].reshape(-1, 1)

# --- training
train_model = build_network(TRACKS)
train_model.compile(loss='mse', optimizer='adam')
for epoch in range(3):
    loss = train_model.fit(x, y, batch_size=TRACKS, epochs=1, verbose=0, shuffle=False).history['loss'][0]
    for layer in train_model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('Epoch %d: %.5f' % (epoch + 1, loss))

# --- free running on a single track
inference_model = build_network(1)
inference_model.set_weights(train_model.get_weights())

for seed in (0.25, 0.75):
    for layer in inference_model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    value = np.array([seed])
    generated = []
    for _ in range(4):
        value = inference_model.predict(value.reshape(1, 1, 1), batch_size=1, verbose=0)[0]
        generated.append(float(value[0]))
    print('seed %.2f ->' % seed, ['%.5f' % g for g in generated])
