from keras.models import Sequential
from keras.layers import GRU
from keras.layers import Dense
from keras.optimizers import SGD


def create(length, kinds, gpus=1):
    model = Sequential()
    model.add(GRU(6, input_shape=(length, 1)))
    model.add(Dense(kinds, activation='softmax'))
    if gpus > 1:
        from keras.utils import multi_gpu_model
        model = multi_gpu_model(model, gpus=gpus)
    model.compile(optimizer=SGD(learning_rate=0.1, momentum=0.9), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    return model
