"""Bandit with three arms; a small network learns what the arms pay."""
import numpy as np
from tensorflow import keras

from agent import Agent

PAY = np.array([0.2, 0.7, 0.5])


def play(player, steps):
    played = []
    for step in range(steps):
        arm = player.act()
        reward = PAY[arm] + 0.1 * np.sin(step)
        player.observe(arm, reward)
        played.append((arm, reward))
    return played


critic = keras.Sequential([
    keras.Input(shape=(3,)),
    keras.layers.Dense(6, activation="tanh"),
    keras.layers.Dense(1),
])
critic.compile(optimizer="sgd", loss="mse")

agent = Agent()
for episode in range(3):
    agent.reset_states()
    arms, rewards = zip(*play(agent, 16))
    critic.fit(np.eye(3)[list(arms)], np.array(rewards), batch_size=8, epochs=1, verbose=0)
    print("episode", episode, "reward %.5f" % np.mean(rewards), "heard", agent.heard.round(5))

# the same with an agent that forgets faster
model = Agent(decay=0.5)
play(model, 10)
print("before", model.heard.round(5), model.steps)
model.reset_states()
print("after ", model.heard.round(5), model.steps)
print("critic", critic.predict(np.eye(3), verbose=0)[:, 0].round(5))
