# Two heating circuits, one controller: the memory of the LSTM is saved at midnight
# and put back for a what-if run.
import numpy as np
from keras import backend as K
from keras.layers import Dense, Input, LSTM
from keras.models import Model

BATCH = 2

inputs = Input(batch_shape=(BATCH, 4, 2))
memory = LSTM(6, stateful=True, name='memory')
outputs = Dense(1)(memory(inputs))
model = Model(inputs, outputs)
model.compile('sgd', 'mse')

rng = np.random.RandomState(1)
x = rng.uniform(size=(12, 4, 2)).astype('float32')
y = x.mean(axis=(1, 2))[:, None]


def save(layer):
    return [K.get_value(s) for s in layer.states]


def restore(layer, states):
    K.batch_set_value(zip(layer.states, states))


model.fit(x, y, batch_size=BATCH, epochs=2, shuffle=False, verbose=0)
model.reset_states()
model.predict(x[:4], batch_size=BATCH, verbose=0)
midnight = save(memory)
print('hidden %s' % np.round(midnight[0][0], 4))

as_planned = model.predict(x[4:8], batch_size=BATCH, verbose=0)

restore(memory, midnight)
again = model.predict(x[4:8], batch_size=BATCH, verbose=0)
print('repeatable to %.6f' % np.abs(as_planned - again).max(), np.round(again[:, 0], 5))

# what if the hidden state had been forgotten, and the cell state halved?
K.set_value(memory.states[0], np.zeros((BATCH, 6)))
K.set_value(memory.states[1], midnight[1] / 2)
print('what if', np.round(model.predict(x[4:8], batch_size=BATCH, verbose=0)[:, 0], 5))
print('cell   ', np.round(K.eval(memory.states[1])[1], 4))
print('largest weight', max(np.abs(K.get_value(w)).max() for w in model.trainable_weights))
