import numpy as np
from tensorflow import keras
from tensorflow.keras import layers


def worst_miss(y_true, y_pred):
    return abs(y_true - y_pred)


def make_model(units):
    net = keras.Sequential([layers.Input((4,)), layers.Dense(units, activation="tanh"), layers.Dense(1)])
    net.compile(loss="mse", optimizer=keras.optimizers.SGD(0.2), metrics=[worst_miss])
    return net


rng = np.random.RandomState(3)
x = rng.uniform(-1, 1, (60, 4)).astype("float32")
y = np.sin(x.sum(axis=1, keepdims=True))

for units in (3, 6):
    net = make_model(units)
    stop = keras.callbacks.EarlyStopping("val_worst_miss", patience=1, min_delta=0.02, restore_best_weights=True, mode="min")
    plateau = keras.callbacks.ReduceLROnPlateau(monitor="worst_miss", factor=0.5, patience=0, min_delta=0.05, mode="min")
    history = net.fit(x[:45], y[:45], validation_data=(x[45:], y[45:]), epochs=9, batch_size=9, shuffle=False, verbose=0,
                      callbacks=[plateau, stop])
    print(units, "units stopped after", len(history.epoch), "epochs, at", np.round(history.history["val_worst_miss"], 4))
    if "learning_rate" in history.history:
        print("rates", np.round(history.history["learning_rate"], 5))
    print(np.round(net.predict(x[45:48], verbose=0)[:, 0], 4))
