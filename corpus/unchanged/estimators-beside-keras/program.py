"""Compare two home-made regressors with a one-layer network."""
import numpy as np
from tensorflow import keras


class MeanRegressor:

    def fit(self, X, y):
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


class RidgeRegressor:

    def __init__(self, alpha=0.1):
        self.alpha = alpha

    def fit(self, X, y):
        A = X.T @ X + self.alpha * np.eye(X.shape[1])
        self.coef_ = np.linalg.solve(A, X.T @ y)
        return self

    def predict(self, X):
        return X @ self.coef_

    def evaluate(self, X, y):
        return float(np.mean((self.predict(X) - y) ** 2))


def network():
    net = keras.Sequential([keras.Input(shape=(3,)), keras.layers.Dense(1)])
    net.compile(loss="mse", optimizer="sgd")
    return net


X = np.random.RandomState(0).uniform(-1, 1, size=(20, 3))
y = X @ np.array([0.5, -1.0, 0.25])

for estimator in (MeanRegressor(), RidgeRegressor(alpha=0.5)):
    estimator.fit(X, y)
    error = np.mean((estimator.predict(X) - y) ** 2)
    print(type(estimator).__name__, "%.5f" % error)

ridge = RidgeRegressor().fit(X, y)
print("ridge %.5f" % ridge.evaluate(X, y))

net = network()
net.fit(X, y, epochs=5, batch_size=20, verbose=0)
print("network %.5f" % net.evaluate(X, y, verbose=0))
