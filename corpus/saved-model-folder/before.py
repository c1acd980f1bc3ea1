import numpy as np
import tensorflow as tf

EXPORT = "exported/regressor"


def build():
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.InputLayer(input_shape=(3,)))
    model.add(tf.keras.layers.Dense(4, activation="relu", name="hidden"))
    model.add(tf.keras.layers.Dense(1, name="out"))
    model.compile(optimizer=tf.keras.optimizers.SGD(lr=0.05), loss="mae")
    return model


rng = np.random.RandomState(5)
features = rng.normal(size=(20, 3)).astype(np.float32)
targets = features.sum(axis=1)

model = build()
model.fit(features, targets, epochs=5, batch_size=4, verbose=0)
model.save(EXPORT, save_format="tf")
model.save_weights("exported/weights/last", save_format="tf")

restored = tf.keras.models.load_model(EXPORT)
print("same model:", restored.predict(features[:3], verbose=0).ravel())
fresh = build()
fresh.load_weights("exported/weights/last").expect_partial()
print("same weights: %.5f" % fresh.evaluate(features, targets, verbose=0))
