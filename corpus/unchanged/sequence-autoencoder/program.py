import numpy as np
from tensorflow.keras.layers import LSTM, Dense, Reshape
from tensorflow.keras.models import Sequential

timesteps, n_features = 6, 2

t = np.arange(timesteps)
sequences = np.array([[np.sin(t * 0.3 + k), np.cos(t * 0.2 + k)] for k in range(16)])
sequences = sequences.transpose(0, 2, 1).astype("float32")
odd_one = np.zeros((1, timesteps, n_features), dtype="float32")
odd_one[0, 3] = 2.0

autoencoder = Sequential()
autoencoder.add(LSTM(8, activation="tanh", input_shape=(timesteps, n_features)))
autoencoder.add(Dense(timesteps * n_features))
autoencoder.add(Reshape((timesteps, n_features)))
autoencoder.compile(optimizer="adam", loss="mse")

history = autoencoder.fit(sequences, sequences, epochs=8, batch_size=16, verbose=0)
print("start %.5f end %.5f" % (history.history["loss"][0], history.history["loss"][-1]))

normal = np.mean((autoencoder.predict(sequences, verbose=0) - sequences) ** 2)
odd = np.mean((autoencoder.predict(odd_one, verbose=0) - odd_one) ** 2)
print("error on normal sequences %.5f" % normal)
print("error on the odd one %.5f" % odd)
