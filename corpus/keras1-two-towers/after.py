# Two towers that meet: does the second sentence answer the first?
import numpy as np
from keras import backend as K
from keras.constraints import max_norm
from keras.layers import Dense, Dropout, GRU, Input, LSTM, TimeDistributed, concatenate, dot, maximum, add
from keras.models import Model, Sequential
from keras.regularizers import L1L2, l2, l1_l2
from keras.utils import to_categorical

K.set_image_data_format('channels_last')
depth = 3 if K.image_data_format() == 'channels_last' else 1

STEPS, FEATURES, CLASSES = 4, 2, 3

rng = np.random.RandomState(9)
question = rng.uniform(-1, 1, size=(24, STEPS, FEATURES)).astype('float32')
answer = rng.uniform(-1, 1, size=(24, STEPS, FEATURES)).astype('float32')
labels = to_categorical((question.sum(axis=(1, 2)) > answer.sum(axis=(1, 2))).astype('int'), num_classes=CLASSES)


def tower(inputs):
    x = LSTM(units=4, recurrent_activation='sigmoid', kernel_regularizer=l1_l2(l2=0.02, l1=0.01), return_sequences=True)(inputs)
    x = TimeDistributed(Dense(depth, activation='tanh', kernel_initializer='uniform'))(x)
    return GRU(4, recurrent_activation='sigmoid', kernel_regularizer=L1L2(l1=0.01))(x)


left, right = Input((STEPS, FEATURES)), Input((STEPS, FEATURES))
a, b = tower(left), tower(right)
both = concatenate([a, b], axis=-1)
near = dot([a, b], axes=1, normalize=True)
most = maximum([a, b])
x = concatenate([both, near, add([most, a])], name='all')
x = Dense(units=5, activation='relu', kernel_constraint=max_norm(max_value=2), activity_regularizer=l2(0.01))(x)
x = Dropout(rate=0.)(x)
outputs = Dense(CLASSES, activation='softmax', kernel_constraint='max_norm')(x)
model = Model([left, right], outputs)
model.compile(optimizer='sgd', loss='categorical_crossentropy')
for epoch in range(2):
    loss = model.fit([question, answer], labels, batch_size=8, shuffle=False, verbose=0).history['loss'][0]
    print('epoch %d loss %.5f' % (epoch, loss))
print(np.round(model.predict([question[:2], answer[:2]], verbose=0), 5).tolist())

tags = Sequential()
tags.add(TimeDistributed(Dense(units=2), input_shape=(STEPS, FEATURES)))
print(tags.output_shape, np.round(tags.predict(question[:1], verbose=0)[0, 0], 5).tolist())
