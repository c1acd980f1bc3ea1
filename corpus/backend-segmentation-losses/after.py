"""Tiny segmentation of blobs, trained with a mix of dice and focal loss."""
import numpy as np
from keras import backend as K, ops
from keras.layers import Conv2D, Input, UpSampling2D, MaxPooling2D
from keras.models import Model
from keras.optimizers import SGD

SMOOTH = 1.


def dice_coef(y_true, y_pred):
    y_true_f = ops.reshape(y_true, (-1,))
    y_pred_f = ops.reshape(y_pred, (-1,))
    intersection = ops.sum(y_true_f * y_pred_f)
    return (2. * intersection + SMOOTH) / (ops.sum(y_true_f) + ops.sum(y_pred_f) + SMOOTH)


def dice_loss(y_true, y_pred):
    return 1 - dice_coef(y_true, y_pred)


def focal_loss(gamma=2., alpha=.25):
    def loss(y_true, y_pred):
        y_pred = ops.clip(y_pred, K.epsilon(), 1. - K.epsilon())
        pt = ops.where(ops.equal(y_true, 1.), y_pred, 1. - y_pred)
        weight = alpha * ops.power(1. - pt, gamma)
        return ops.mean(-weight * ops.log(pt), axis=-1)
    return loss


def mixed_loss(y_true, y_pred):
    return 10 * focal_loss()(y_true, y_pred) + dice_loss(y_true, y_pred)


def rmse(y_true, y_pred):
    return ops.sqrt(ops.mean(ops.square(y_pred - y_true)))


def pixel_accuracy(y_true, y_pred):
    return ops.mean(ops.cast(ops.equal(y_true, ops.round(y_pred)), K.floatx()))


def blobs(n, size=16):
    rng = np.random.RandomState(3)
    rows, columns = np.mgrid[:size, :size]
    images, masks = [], []
    for _ in range(n):
        r, c = rng.uniform(4, 12, 2)
        mask = ((rows - r) ** 2 + (columns - c) ** 2 < 16).astype('float32')
        images.append(mask + rng.normal(0, .3, mask.shape))
        masks.append(mask)
    return np.array(images, 'float32')[..., None], np.array(masks)[..., None]


inputs = Input((16, 16, 1))
x = Conv2D(4, 3, padding='same', activation='relu')(inputs)
x = MaxPooling2D()(x)
x = Conv2D(8, 3, padding='same', activation='relu')(x)
x = UpSampling2D()(x)
outputs = Conv2D(1, 1, activation='sigmoid')(x)
model = Model(inputs, outputs)
model.compile(optimizer=SGD(0.1), loss=mixed_loss, metrics=[dice_coef, rmse, pixel_accuracy])

X, Y = blobs(24)
history = model.fit(X[:16], Y[:16], batch_size=4, epochs=3, shuffle=False, verbose=0)
for name in ('loss', 'dice_coef', 'rmse', 'pixel_accuracy'):
    print(name, ['%.5f' % v for v in history.history[name]])

pred = model.predict(X[16:], verbose=0)
print('test dice %.5f' % ops.convert_to_numpy(dice_coef(ops.convert_to_tensor(Y[16:], dtype=K.floatx()), ops.convert_to_tensor(pred, dtype=K.floatx()))))
print('hardest  ', ['%.4f' % v for v in ops.convert_to_numpy(ops.max(ops.abs(Y[16:] - pred), axis=(1, 2, 3)))])
