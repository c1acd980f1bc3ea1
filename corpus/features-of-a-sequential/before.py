import numpy as np
import keras
from keras import backend as K
from keras.layers import Conv1D, Dense, Flatten, MaxPooling1D
from keras.models import Model, Sequential

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
net._make_predict_function()
net.fit(waves, kinds, epochs=3, batch_size=5, shuffle=False, verbose=0)

for layer in net.layers:
    print(layer.__class__.__name__, layer.output_shape, layer.input_shape[1:], layer.get_output_at(0).shape.as_list())
print("first", net.layers[0].get_input_at(0).get_shape().as_list(), K.int_shape(net.output))

extract = Model(net.input, net.get_layer("features").output)
print(np.round(extract.predict(waves[:2], verbose=0), 5))
probe = K.function([net.layers[0].input], [net.layers[1].output])
print(np.round(probe([waves[:1]])[0][0, :, 0], 5))

score = net.evaluate(waves, kinds, verbose=0)
for i in range(1, len(score)):
    print("%s %.5f" % (net.metrics_names[i], score[i]))
print(dict(zip(net.metrics_names, np.round(score, 4).tolist())))
print(len(net.model.layers))
