import numpy as np
import tensorflow as tf

BASE = 1


class Trainer:
    def __init__(self, lr, units=4):
        self.lr = lr
        self.model = tf.keras.Sequential([
            tf.keras.layers.LSTM(units, input_shape=(6, 2)),
            tf.keras.layers.Dense(1),
        ])
        self.model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=self.lr, momentum=0.5), loss="mse")

    def run(self, x, y, epochs):
        losses = []
        for epoch in range(epochs):
            self.model.optimizer.learning_rate = rate_for(epoch, self.lr)
            history = self.model.fit(x, y, batch_size=10, verbose=0)
            losses += history.history["loss"]
        return losses


def rate_for(epoch, start):
    return start / (1 + epoch)


def report(optimizer):
    print("rate now %.4f, %s" % (float(optimizer.learning_rate), optimizer.learning_rate.numpy()))


def main():
    rng = np.random.RandomState(3)
    x = rng.rand(30, 6, 2).astype("float32")
    y = x.mean(axis=(1, 2), keepdims=True)[:, 0]

    trainer = Trainer(lr=0.2)
    for loss in trainer.run(x, y, 4):
        print("loss %.6f" % loss)
    report(trainer.model.optimizer)

    plain = tf.keras.optimizers.SGD(learning_rate=float(BASE))
    plain.learning_rate.assign(0.25)
    report(plain)


if __name__ == "__main__":
    main()
