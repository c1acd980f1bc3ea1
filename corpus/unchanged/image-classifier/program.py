import numpy as np
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.utils import to_categorical

num_classes = 3
img_rows, img_cols = 8, 8


def pictures(n):
    """stripes: horizontal, vertical or diagonal"""
    r, c = np.mgrid[:img_rows, :img_cols]
    kinds = [np.sin(r * 1.5), np.sin(c * 1.5), np.sin((r + c) * 1.1)]
    labels = np.arange(n) % num_classes
    noise = np.random.RandomState(0).normal(scale=0.1, size=(n, img_rows, img_cols))
    return (np.array([kinds[k] for k in labels]) + noise)[..., None].astype('float32'), labels


x_train, labels = pictures(48)
y_train = to_categorical(labels, num_classes)

model = Sequential()
model.add(Conv2D(4, kernel_size=(3, 3), activation='relu', input_shape=(img_rows, img_cols, 1)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Flatten())
model.add(Dense(num_classes, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])

history = model.fit(x_train, y_train, batch_size=12, epochs=4, verbose=0, shuffle=False)
for loss in history.history['loss']:
    print('loss %.5f' % loss)
score = model.evaluate(x_train, y_train, verbose=0)
print('Test loss: %.5f' % score[0])
print('Test accuracy: %.5f' % score[1])
