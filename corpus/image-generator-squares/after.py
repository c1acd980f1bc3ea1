import numpy as np
from keras import layers, models
from keras.preprocessing import image
from keras.layers import Conv2D, ZeroPadding2D
from keras.layers import MaxPooling2D, GlobalAveragePooling2D
from tensorflow.keras.preprocessing.image import ImageDataGenerator


def pictures(count, side=8):
    """Dark pictures, each with a bright square in one of its corners."""
    x = np.zeros((count, side, side, 1), 'float32')
    corner = np.arange(count) % 4
    for i, c in enumerate(corner):
        row, column = divmod(c, 2)
        x[i, row * 5:row * 5 + 3, column * 5:column * 5 + 3] = 200 + 10 * (i % 5)
    return x, corner


x, corner = pictures(24)
generator = ImageDataGenerator(rescale=1. / 255, featurewise_center=True, samplewise_std_normalization=True)
generator.fit(x / 255.)
x = np.stack([generator.standardize(picture.copy()) for picture in x])
print('mean', generator.mean.ravel(), 'first picture', x[0].mean(), x[0].std())

model = models.Sequential([
    ZeroPadding2D(1, input_shape=(8, 8, 1)),
    Conv2D(4, (3, 3), activation='relu'),
    MaxPooling2D((2, 2)),
    Conv2D(8, (3, 3), activation='relu'),
    GlobalAveragePooling2D(),
    layers.Dense(4, activation='softmax'),
])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
losses = model.fit(x, corner, batch_size=6, epochs=3, shuffle=False, verbose=0).history['loss']
print(np.round(losses, 5))
print(image.img_to_array(x[0]).shape, model.predict(x[:1], verbose=0).ravel())
