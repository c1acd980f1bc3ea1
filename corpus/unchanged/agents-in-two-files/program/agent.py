import numpy as np


class Agent:
    """Averages what it has heard about each action, and leans to the best."""

    def __init__(self, actions=3, decay=0.8):
        self.actions = actions
        self.decay = decay
        self.reset_states()

    def reset_states(self):
        self.heard = np.zeros(self.actions)
        self.steps = 0

    def act(self):
        self.steps += 1
        return int(np.argmax(self.heard + 0.5 * np.cos(self.steps + np.arange(self.actions))))

    def observe(self, action, reward):
        self.heard[action] = self.decay * self.heard[action] + (1 - self.decay) * reward
