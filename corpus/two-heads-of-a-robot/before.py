import numpy as np
from tensorflow import keras


def demonstrations(batch_size):
    rng = np.random.RandomState(0)
    while True:
        pose = rng.uniform(-1, 1, (batch_size, 3))
        camera = rng.uniform(0, 1, (batch_size, 4))
        steering = np.tanh(pose[:, :1] + camera[:, 1:2])
        throttle = np.abs(pose[:, 1:2])
        yield [pose, camera], [steering, throttle]


def build():
    pose = keras.layers.Input((3,), name="pose")
    camera = keras.layers.Input((4,), name="camera")
    merged = keras.layers.concatenate([pose, camera])
    hidden = keras.layers.Dense(8, activation="relu")(merged)
    steering = keras.layers.Dense(1, name="steering")(hidden)
    throttle = keras.layers.Dense(1, name="throttle")(hidden)
    return keras.models.Model([pose, camera], [steering, throttle])


robot = build()
robot.compile("adam", loss={"steering": "logcosh", "throttle": "huber_loss"}, metrics=["mae"],
              loss_weights={"steering": 1.0, "throttle": 0.5})
history = robot.fit_generator(demonstrations(6), steps_per_epoch=5, epochs=3, verbose=0)
for key in ("loss", "steering_loss", "throttle_loss", "steering_mae", "throttle_mae"):
    print(key, np.round(history.history[key], 5))

inputs, targets = next(demonstrations(4))
print(np.round(robot.evaluate(inputs, targets, verbose=0), 5))
for name, values in zip(["steering", "throttle"], robot.predict(inputs)):
    print(name, np.round(values[:, 0], 5))
