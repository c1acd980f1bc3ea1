import numpy as np
import keras
from keras import backend as K
from keras.layers import Conv1D, Dense, Flatten, MaxPooling1D
from keras.models import Model, Sequential


def backend_function(inputs, outputs):
    """A function from arrays to arrays, as Keras 2's K.function made it."""
    model = Model(inputs, outputs)

    def call(values):
        results = model.predict_on_batch(values)
        alone = isinstance(outputs, (list, tuple)) and len(outputs) == 1 and not isinstance(results, list)
        return [results] if alone else results

    return call


t = np.arange(20 * 16).reshape(20, 16, 1)
waves = np.sin(t / (2.0 + (np.arange(20) % 4)[:, None, None]))
kinds = keras.utils.to_categorical(np.arange(20) % 4, 4)

net = Sequential(name="waves")
net.add(Conv1D(4, 3, activation="relu", input_shape=(16, 1)))
net.add(MaxPooling1D(2))
net.add(Flatten())
net.add(Dense(6, activation="relu", name="features"))
net.add(Dense(4, activation="softmax"))
net.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["categorical_accuracy", "mse"])
net.fit(waves, kinds, epochs=3, batch_size=5, shuffle=False, verbose=0)

for layer in net.layers:
    print(layer.__class__.__name__, layer.output.shape, layer.input.shape[1:], list(layer.output.shape))
print("first", list(net.layers[0].input.shape), net.outputs[0].shape)

extract = Model(net.inputs[0], net.get_layer("features").output)
print(np.round(extract.predict(waves[:2], verbose=0), 5))
probe = backend_function([net.layers[0].input], [net.layers[1].output])
print(np.round(probe([waves[:1]])[0][0, :, 0], 5))

score = net.evaluate(waves, kinds, verbose=0)
for i in range(1, len(score)):
    print("%s %.5f" % (["loss", "categorical_accuracy", "mse"][i], score[i]))
print(dict(zip(["loss", "categorical_accuracy", "mse"], np.round(score, 4).tolist())))
print(len(net.layers))
