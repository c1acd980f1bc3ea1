# Learning rate decay over time: SGD with momentum on a toy classification
import numpy
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import SGD, Adam
from keras.optimizers.schedules import InverseTimeDecay

seed = 7
numpy.random.seed(seed)
# rows of a made-up radar: 34 readings, one of two classes
X = numpy.random.uniform(-1, 1, (60, 34))
Y = (X[:, :5].sum(axis=1) > 0).astype(float)


def create_model(optimizer):
    model = Sequential()
    model.add(Dense(12, input_dim=34, activation='relu'))
    model.add(Dense(1, activation='sigmoid'))
    model.compile(loss='binary_crossentropy', optimizer=optimizer)
    return model


# compile with time-based decay
epochs = 12
learning_rate = 0.1
decay_rate = learning_rate / epochs
momentum = 0.8
sgd = SGD(learning_rate=InverseTimeDecay(learning_rate, decay_steps=1, decay_rate=decay_rate), momentum=momentum, nesterov=False)
model = create_model(sgd)
history = model.fit(X, Y, validation_split=0.33, epochs=epochs, batch_size=10, verbose=0)
print('loss:', history.history['loss'][0], history.history['loss'][-1])
print('validation:', history.history['val_loss'][-1])

model = create_model(Adam(learning_rate=InverseTimeDecay(0.001, decay_steps=1, decay_rate=0.05)))
history = model.fit(X, Y, epochs=epochs, batch_size=10, verbose=0)
print('adam: %.6f' % history.history['loss'][-1])
print('predictions:', model.predict(X[:3], verbose=0).ravel())
