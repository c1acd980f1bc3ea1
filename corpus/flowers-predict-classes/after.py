"""Three kinds of flowers told apart by the sizes of their leaves."""
import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.utils import to_categorical
from keras.callbacks import EarlyStopping


def flowers(n):
    rng = np.random.RandomState(3)
    kinds = np.arange(n) % 3
    sizes = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.5, 2.0]])
    return sizes[kinds] + rng.normal(0, 0.3, (n, 4)), kinds


X, kinds = flowers(90)
dummy_y = to_categorical(kinds)

model = Sequential()
model.add(Dense(8, input_dim=4, activation='relu'))
model.add(Dense(3, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])

estop = EarlyStopping(monitor='val_accuracy', patience=3, mode='max')
hist = model.fit(X, dummy_y, validation_split=0.2, epochs=6, batch_size=10, verbose=0, callbacks=[estop])
acc = hist.history['accuracy']
val_acc = hist.history['val_accuracy']
print('epochs', len(acc))
for a, v, l in zip(acc, val_acc, hist.history['val_loss']):
    print('%.4f %.4f %.5f' % (a, v, l))

scores = model.evaluate(X, dummy_y, verbose=0)
print("%s: %.2f%%" % ("accuracy", scores[1] * 100))
new, _ = flowers(6)
print('classes', model.predict(new, verbose=0).argmax(axis=-1))
proba = model.predict(new, batch_size=2, verbose=0)
print(np.round(proba, 5))
print('wrong', int(np.sum(model.predict(X, verbose=0).argmax(axis=-1) != kinds)))
