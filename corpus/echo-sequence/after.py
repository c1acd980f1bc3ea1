from numpy import array
from numpy.random import RandomState
from keras.models import Sequential
from keras.layers import LSTM, Input
from keras.layers import TimeDistributed
from keras.layers import Dense

rng = RandomState(0)


def generate_sequence(n, k):
    """Random digits in, the same digits k steps later out."""
    seq = [int(v) for v in rng.randint(0, 10, n + k)]
    return seq[k:], seq[:n]


def get_data(n_rows, n_in, k=1):
    X, y = list(), list()
    for _ in range(n_rows):
        inputs, outputs = generate_sequence(n_in, k)
        X.append([[v / 10.0] for v in inputs])
        y.append([[v / 10.0] for v in outputs])
    return array(X), array(y)


n_in = 5
n_batch = 4
n_neurons = 8

# training model: four sequences at a time
model = Sequential()
model.add(Input(batch_shape=(n_batch, n_in, 1)))
model.add(LSTM(n_neurons, stateful=True, return_sequences=True))
model.add(TimeDistributed(Dense(1)))
model.compile(loss='mse', optimizer='adam')

for i in range(12):
    X, y = get_data(n_batch, n_in)
    model.fit(X, y, epochs=1, batch_size=n_batch, verbose=0, shuffle=False)
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()

# the same net, but one sequence at a time
n_batch = 1
new_model = Sequential()
new_model.add(Input(batch_shape=(n_batch, n_in, 1)))
new_model.add(LSTM(n_neurons, stateful=True, return_sequences=True))
new_model.add(TimeDistributed(Dense(1)))
new_model.set_weights(model.get_weights())
new_model.compile(loss='mse', optimizer='adam')

testX, testy = get_data(6, n_in)
for i in range(len(testX)):
    oneX, oney = testX[i], testy[i]
    oneX = oneX.reshape(n_batch, n_in, 1)
    yhat = new_model.predict(oneX, batch_size=n_batch, verbose=0)
    for layer in new_model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('>Expected=%s, Predicted=%s' % (
        ['%.1f' % v for v in oney[:, 0]],
        ['%.5f' % v for v in yhat[0, :, 0]]))

# last training batch once more with the big model
score = model.evaluate(X, y, verbose=0, batch_size=model.inputs[0].shape[0])
print('last batch: %.5f' % score)
