import numpy as np
from keras import backend as K
from keras.layers import Dense, Embedding, Input, LSTM, TimeDistributed
from keras.models import Model


def backend_function(inputs, outputs):
    """A function from arrays to arrays, as Keras 2's K.function made it."""
    model = Model(inputs, outputs)

    def call(values):
        results = model.predict_on_batch(values)
        alone = isinstance(outputs, (list, tuple)) and len(outputs) == 1 and not isinstance(results, list)
        return [results] if alone else results

    return call


# look inside of a tagger: what does each layer make of a sentence?
VOCABULARY = ['_', 'the', 'cat', 'sat', 'on', 'mat', 'dog', 'ran']

sentence = Input((5,), dtype='int32', name='sentence')
x = Embedding(len(VOCABULARY), 4, name='words')(sentence)
x = LSTM(6, return_sequences=True, name='memory')(x)
tags = TimeDistributed(Dense(3, activation='softmax'), name='tags')(x)
tagger = Model(sentence, tags)
tagger.compile('sgd', 'categorical_crossentropy')

rng = np.random.RandomState(2)
X = rng.randint(1, len(VOCABULARY), (24, 5))
Y = np.eye(3)[X % 3]
tagger.fit(X, Y, epochs=3, batch_size=8, shuffle=False, verbose=0)


def activations(model, name, batch):
    get_output = backend_function([model.input], [model.get_layer(name).output])
    return get_output([batch])[0]


batch = np.array([[1, 2, 3, 4, 5], [6, 7, 1, 5, 0]])
for name in ('words', 'memory', 'tags'):
    values = activations(tagger, name, batch)
    values[values < 0] = 0
    print('%-7s %-10s %.5f' % (name, values.shape, values.sum()))

# both at once, and the output from the middle on
inspect = Model([tagger.input], [tagger.get_layer('memory').output, tagger.output]).predict_on_batch
hidden, out = inspect([batch])
print('hidden ', np.round(hidden[0, -1], 4))
print('tags   ', np.round(out[1, 0], 4))

head = backend_function([tagger.get_layer('tags').input], [tagger.output])
print('same   ', np.allclose(head([hidden])[0], out, atol=1e-6), '%.6f' % head([np.zeros((1, 5, 6))])[0].max())
