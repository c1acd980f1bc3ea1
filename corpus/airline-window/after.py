# Stateful LSTM for the monthly passenger numbers, with memory between batches
import numpy
import math
from keras.models import Sequential
from keras.layers import Dense, LSTM, Input

# convert an array of values into a dataset matrix
def create_dataset(dataset, look_back=1):
	dataX, dataY = [], []
	for i in range(len(dataset)-look_back-1):
		dataX.append(dataset[i:(i+look_back), 0])
		dataY.append(dataset[i + look_back, 0])
	return numpy.array(dataX), numpy.array(dataY)

# fix random seed for reproducibility
numpy.random.seed(7)

# the series: a trend with a yearly season
months = numpy.arange(72)
passengers = 110 + 2.5*months + (15 + 0.4*months)*numpy.sin(2*math.pi*months/12)
dataset = passengers.reshape(-1, 1).astype('float32')

# normalize
low, high = dataset.min(), dataset.max()
dataset = (dataset - low) / (high - low)

train_size = int(len(dataset) * 0.67)
train, test = dataset[0:train_size,:], dataset[train_size:len(dataset),:]

look_back = 3
trainX, trainY = create_dataset(train, look_back)
testX, testY = create_dataset(test, look_back)
# [samples, time steps, features]
trainX = numpy.reshape(trainX, (trainX.shape[0], trainX.shape[1], 1))
testX = numpy.reshape(testX, (testX.shape[0], testX.shape[1], 1))

# create and fit the LSTM network
batch_size = 1
model = Sequential()
model.add(Input(batch_shape=(batch_size, look_back, 1)))
model.add(LSTM(4, stateful=True))
model.add(Dense(1))
model.compile(loss='mean_squared_error', optimizer='adam')
for i in range(3):
	hist = model.fit(trainX, trainY, epochs=1, batch_size=batch_size, verbose=0, shuffle=False)
	print('Epoch %d: %.5f' % (i+1, hist.history['loss'][0]))
	for layer in model.layers:
		if getattr(layer, "stateful", False):
			layer.reset_state()

# make predictions
trainPredict = model.predict(trainX, batch_size=batch_size, verbose=0)
for layer in model.layers:	# forget the training part
	if getattr(layer, "stateful", False):
		layer.reset_state()
testPredict = model.predict(testX, batch_size=batch_size, verbose=0)

trainScore = math.sqrt(numpy.mean((trainY - trainPredict[:,0])**2))
print('Train Score: %.4f RMSE' % (trainScore))
testScore = math.sqrt(numpy.mean((testY - testPredict[:,0])**2))
print('Test Score: %.4f RMSE' % (testScore))
print(' '.join('%.5f' % v for v in testPredict[:6,0]))
