# needs: pip install tf_keras
import numpy as np
import tf_keras as keras
from tf_keras.layers import Dense, LSTM
from tf_keras.models import Sequential

batch_size = 4
x = np.sin(np.arange(44) / 3.0)
X = np.array([x[i:i + 4] for i in range(40)]).reshape(40, 4, 1)
y = x[4:]

model = Sequential()
model.add(LSTM(8, batch_input_shape=(batch_size, 4, 1), stateful=True))
model.add(Dense(1))
model.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate=0.01))

for epoch in range(5):
    h = model.fit(X, y, batch_size=batch_size, epochs=1, verbose=0)
    model.reset_states()
    print("epoch %d loss %.5f" % (epoch, h.history["loss"][0]))

print(model.predict(X, batch_size=batch_size, verbose=0)[:4, 0])
