import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

data_dim = 3
timesteps = 5
num_classes = 4
batch_size = 8

# Expected input batch shape: (batch_size, timesteps, data_dim)
# The batch size has to be given, as the network is stateful: the sample of index i
# in batch k is the follow-up of the sample i in batch k-1.
model = keras.Sequential([
    layers.Input(batch_shape=(batch_size, timesteps, data_dim)),
    layers.LSTM(16, return_sequences=True, stateful=True),
    layers.LSTM(8, stateful=True),
    layers.Dense(num_classes, activation='softmax'),
])

model.compile(loss='categorical_crossentropy',
              optimizer='rmsprop',
              metrics=['accuracy'])

# dummy data: 4 consecutive blocks of 8 sequences
n_blocks = 4
t = np.arange(n_blocks * batch_size * timesteps * data_dim)
x_train = (np.sin(t * 0.37) * np.cos(t * 0.011)).reshape(n_blocks, batch_size, timesteps, data_dim)
labels = np.argmax(x_train.sum(axis=2) @ np.linspace(-1, 1, data_dim * num_classes).reshape(data_dim, num_classes), axis=-1)
y_train = np.eye(num_classes)[labels]

for epoch in range(3):
    losses = []
    for block in range(n_blocks):
        h = model.fit(x_train[block], y_train[block], verbose=0, shuffle=False, batch_size=batch_size)
        losses.append(h.history['loss'][0])
    for layer in model.layers:  # blocks start over
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('epoch {}: {:.5f}'.format(epoch + 1, np.mean(losses)))

for block in range(2):
    probs = model.predict(x_train[block], batch_size=batch_size, verbose=0)
    print(np.round(probs[0].astype(float), 5).tolist())
