import numpy as np
from keras.models import Sequential
from keras.layers import Input, Dense


class Agent(object):
    """Q-learning agent on a corridor; remembers its last observations."""

    def __init__(self, n_obs, n_actions, memory=3):
        self.n_actions = n_actions
        self.memory = memory
        self.n_obs = n_obs
        self.model = Sequential([
            Input(shape=(n_obs * memory,)),
            Dense(8, activation='tanh'),
            Dense(n_actions),
        ])
        self.model.compile(loss='mse', optimizer='sgd')
        self.reset_states()

    def reset_states(self):
        self.recent = [np.zeros(self.n_obs) for _ in range(self.memory)]

    def q_values(self, obs):
        self.recent = self.recent[1:] + [obs]
        self.last_input = np.concatenate(self.recent)[np.newaxis, :]
        return self.model.predict(self.last_input, verbose=0)[0]

    def learn(self, action, target):
        q = self.model.predict(self.last_input, verbose=0)
        q[0, action] = target
        return float(self.model.train_on_batch(self.last_input, q))


agent = Agent(n_obs=2, n_actions=2)
for episode in range(2):
    agent.reset_states()
    position = 2
    for step in range(4):
        q = agent.q_values(np.array([position / 5.0, 1.0]))
        action = step % 2
        position += 1 if action else -1
        loss = agent.learn(action, position / 5.0 + 0.9 * float(q.max()))
        print('episode %d step %d loss %.5f' % (episode, step, loss))
