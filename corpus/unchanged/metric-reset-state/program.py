import numpy as np
import tensorflow as tf
from tensorflow import keras

x = np.linspace(-1, 1, 24, dtype="float32").reshape(12, 2)
y = (x[:, :1] * 0.5 - x[:, 1:] * 0.25).astype("float32")
dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(4)

model = keras.Sequential([
    keras.Input(shape=(2,)),
    keras.layers.Dense(4, activation="tanh"),
    keras.layers.Dense(1),
])
optimizer = keras.optimizers.SGD(learning_rate=0.1)
loss_fn = keras.losses.MeanSquaredError()

train_loss = keras.metrics.Mean(name="loss")
train_mae = keras.metrics.MeanAbsoluteError(name="mae")

for epoch in range(4):
    for batch_x, batch_y in dataset:
        with tf.GradientTape() as tape:
            prediction = model(batch_x, training=True)
            loss = loss_fn(batch_y, prediction)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        train_loss.update_state(loss)
        train_mae.update_state(batch_y, prediction)

    print("epoch %d: loss %.5f, mae %.5f" % (
        epoch + 1, float(train_loss.result()), float(train_mae.result())))
    # start every epoch from zero
    train_loss.reset_state()
    train_mae.reset_state()
