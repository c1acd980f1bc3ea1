import numpy as np
import keras
from keras import layers


class TankEnv:
    """Water tank: keep the level at one half."""

    def __init__(self, n_tanks):
        self.n_tanks = n_tanks
        self.states = None

    def reset_states(self, states=None):
        if states is None:
            states = np.linspace(0.1, 0.9, self.n_tanks)
        self.states = np.array(states, dtype=float)
        return self.observe()

    def observe(self):
        return np.stack([self.states, self.states - 0.5], axis=1)

    def step(self, flow):
        self.states = np.clip(self.states + 0.1 * flow, 0.0, 1.0)
        reward = -np.abs(self.states - 0.5)
        return self.observe(), reward


policy = keras.Sequential([
    layers.Input(shape=(2,)),
    layers.Dense(4, activation='tanh'),
    layers.Dense(1, activation='tanh'),
])
policy.compile(loss='mse', optimizer='sgd')

env = TankEnv(6)
for episode in range(3):
    obs = env.reset_states()
    total = 0.0
    for step in range(3):
        flow = policy.predict(obs, verbose=0)[:, 0]
        wanted = np.sign(0.5 - obs[:, 0])
        policy.train_on_batch(obs, wanted[:, np.newaxis])
        obs, reward = env.step(flow)
        total += reward.mean()
    print('episode %d reward %.5f' % (episode, total))
env.reset_states(states=[0.2] * 6)
print('%.5f' % env.states.mean())
