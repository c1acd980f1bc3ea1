import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.callbacks import EarlyStopping
from tensorflow.keras.layers import Conv1D, UpSampling1D, MaxPooling1D, Dense
from tensorflow.keras.optimizers import Adam


def signals(count, length=16):
    phases = np.linspace(0, 3, count)[:, None]
    clean = np.sin(np.arange(length)[None] / 2. + phases)
    noise = np.random.RandomState(0).normal(scale=.2, size=clean.shape)
    return (clean + noise)[..., None].astype('float32'), clean[..., None].astype('float32')


def denoiser(length):
    noisy = Input(shape=(length, 1))
    x = Conv1D(4, 3, padding='same', activation='relu')(noisy)
    x = MaxPooling1D(2)(x)
    x = Conv1D(4, 3, padding='same', activation='relu')(x)
    x = UpSampling1D(2)(x)
    return Model(noisy, Dense(1)(x))


def main():
    x, y = signals(32)
    net = denoiser(16)
    net.compile(Adam(learning_rate=0.01), loss='mae')
    stop = EarlyStopping(monitor='loss', patience=3)
    log = net.fit(x, y, batch_size=8, epochs=4, verbose=0, shuffle=False, callbacks=[stop])
    print(log.history['loss'])
    residual = tf.reduce_mean(tf.abs(net(x) - y))
    print('residual', residual.numpy())


if __name__ == '__main__':
    main()
