from tensorflow.keras import models
from tensorflow.keras.layers import Dense, LSTM

from data import demand, make_dataset

batch_size = 2
steps = 3

train = make_dataset(demand(61), steps, batch_size)
check = make_dataset(demand(91)[60:], steps, batch_size)

model = models.Sequential()
model.add(LSTM(7, batch_input_shape=(batch_size, steps, 1), stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='rmsprop')

for epoch in range(3):
    history = model.fit(train, epochs=1, verbose=0)
    loss = history.history['loss'][0]
    check_loss = model.evaluate(check, verbose=0)  # the spell goes on
    model.reset_states()
    print(f'epoch {epoch + 1}: loss {loss:.5f}, check {check_loss:.5f}')

forecast = model.predict(check, verbose=0)[:, 0]
print('forecast', forecast.round(5))
