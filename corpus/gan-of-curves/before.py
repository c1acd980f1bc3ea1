from __future__ import print_function

import numpy as np
import tensorflow as tf

POINTS, NOISE, BATCH = 8, 3, 10

real_label = tf.keras.utils.to_categorical(y=np.ones(BATCH), num_classes=2, dtype='float32')
fake_label = tf.keras.utils.to_categorical(np.zeros(BATCH), 2)
bce = tf.keras.losses.CategoricalCrossentropy(reduction=tf.keras.losses.Reduction.SUM)


def make_generator():
    return tf.keras.Sequential([
        tf.keras.layers.Dense(12, activation='relu', input_dim=NOISE),
        tf.keras.layers.Dense(POINTS, activation='tanh'),
    ])


def make_discriminator():
    return tf.keras.Sequential([
        tf.keras.layers.Dense(12, activation='relu', input_dim=POINTS),
        tf.keras.layers.Dense(2, activation='softmax'),
    ])


generator, discriminator = make_generator(), make_discriminator()
g_opt = tf.keras.optimizers.legacy.Adam(0.01, beta_1=0.5)
d_opt = tf.keras.optimizers.legacy.SGD(learning_rate=0.05, momentum=0.9)


def train_step(curves, noise):
    with tf.GradientTape(persistent=True) as tape:
        made = generator(noise, training=True)
        real, fake = discriminator(curves), discriminator(made)
        d_loss = bce(real_label, real) + bce(fake_label, fake)
        g_loss = tf.reduce_mean(-tf.reduce_sum(real_label * tf.math.log(fake + 1e-6), axis=1))
    for loss, net, opt in ((d_loss, discriminator, d_opt), (g_loss, generator, g_opt)):
        grads = tape.gradient(loss, net.trainable_variables)
        opt.apply_gradients(zip(grads, net.trainable_variables))
    return d_loss, g_loss


rng = np.random.RandomState(1)
for step in range(5):
    phase = rng.uniform(0, 1, (BATCH, 1))
    curves = np.sin(phase + np.linspace(0, 3, POINTS)).astype('float32')
    d_loss, g_loss = train_step(curves, rng.normal(size=(BATCH, NOISE)).astype('float32'))
    print('step', step, 'd_loss', float(d_loss), 'g_loss', float(g_loss))
print(generator(np.ones((1, NOISE), 'float32')).numpy())
