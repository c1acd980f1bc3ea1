# Two towers that meet: does the second sentence answer the first?
import numpy as np
from keras import backend as K
from keras.constraints import maxnorm
from keras.layers import Dense, Dropout, GRU, Input, LSTM, TimeDistributedDense, merge
from keras.models import Model, Sequential
from keras.regularizers import WeightRegularizer, activity_l2, l1l2
from keras.utils.np_utils import to_categorical

K.set_image_dim_ordering('tf')
depth = 3 if K.image_dim_ordering() == 'tf' else 1

STEPS, FEATURES, CLASSES = 4, 2, 3

rng = np.random.RandomState(9)
question = rng.uniform(-1, 1, size=(24, STEPS, FEATURES)).astype('float32')
answer = rng.uniform(-1, 1, size=(24, STEPS, FEATURES)).astype('float32')
labels = to_categorical((question.sum(axis=(1, 2)) > answer.sum(axis=(1, 2))).astype('int'), nb_classes=CLASSES)


def tower(inputs):
    x = LSTM(output_dim=4, inner_activation='sigmoid', W_regularizer=l1l2(l2=0.02), return_sequences=True)(inputs)
    x = TimeDistributedDense(depth, activation='tanh', init='uniform')(x)
    return GRU(4, inner_activation='sigmoid', W_regularizer=WeightRegularizer(l1=0.01))(x)


left, right = Input((STEPS, FEATURES)), Input((STEPS, FEATURES))
a, b = tower(left), tower(right)
both = merge([a, b], mode='concat', concat_axis=-1)
near = merge([a, b], mode='cos', dot_axes=1)
most = merge([a, b], 'max')
x = merge([both, near, merge([most, a])], mode='concat', name='all')
x = Dense(output_dim=5, activation='relu', W_constraint=maxnorm(m=2), activity_regularizer=activity_l2(0.01))(x)
x = Dropout(p=0.)(x)
outputs = Dense(CLASSES, activation='softmax', W_constraint='maxnorm')(x)
model = Model([left, right], outputs)
model.compile(optimizer='sgd', loss='categorical_crossentropy')
for epoch in range(2):
    loss = model.fit([question, answer], labels, batch_size=8, shuffle=False, verbose=0).history['loss'][0]
    print('epoch %d loss %.5f' % (epoch, loss))
print(np.round(model.predict([question[:2], answer[:2]], verbose=0), 5).tolist())

tags = Sequential()
tags.add(TimeDistributedDense(output_dim=2, input_dim=FEATURES, input_length=STEPS))
print(tags.output_shape, np.round(tags.predict(question[:1], verbose=0)[0, 0], 5).tolist())
