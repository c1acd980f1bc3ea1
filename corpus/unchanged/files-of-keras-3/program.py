"""Files under the names that Keras 2 and Keras 3 both take, and HDF5 files that are not of Keras."""
import os

import numpy as np
import h5py
import keras

DATA = "series.h5"

with h5py.File(DATA, "w") as store:
    store["x"] = np.random.RandomState(1).rand(20, 3)
with h5py.File(DATA, "r") as store:
    x = store["x"][:]

model = keras.Sequential([keras.layers.InputLayer(input_shape=(3,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
checkpoint = keras.callbacks.ModelCheckpoint("kept-{epoch}.weights.h5", save_weights_only=True)
model.fit(x, x.sum(axis=1), epochs=2, batch_size=5, verbose=0, callbacks=[checkpoint])
print("loss %.5f" % model.evaluate(x, x.sum(axis=1), verbose=0))

model.save("model.keras")
again = keras.models.load_model("model.keras")
again.load_weights("kept-2.weights.h5")
print("predictions", again.predict(x[:3], verbose=0).ravel(), sorted(n for n in os.listdir(".") if n.endswith(".keras")))
np.save("x.npy", x)
