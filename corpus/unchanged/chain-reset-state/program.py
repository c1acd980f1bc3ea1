import numpy as np


class Link(object):
    def __init__(self, **links):
        for name, link in links.items():
            setattr(self, name, link)


class StatefulUnit(Link):
    def __init__(self, n_in, n_units):
        super(StatefulUnit, self).__init__()
        self.w = np.cos(np.arange(n_in * n_units)).reshape(n_in, n_units) * 0.2
        self.u = np.sin(np.arange(n_units * n_units)).reshape(n_units, n_units) * 0.2
        self.h = None

    def reset_state(self):
        self.h = None

    def __call__(self, x):
        a = x.dot(self.w)
        if self.h is not None:
            a = a + self.h.dot(self.u)
        self.h = np.tanh(a)
        return self.h


class RNNForLM(Link):
    def __init__(self, n_vocab, n_units):
        super(RNNForLM, self).__init__(
            l1=StatefulUnit(n_vocab, n_units),
            l2=StatefulUnit(n_units, n_units),
        )
        self.out = np.ones((n_units, n_vocab)) * 0.1

    def reset_state(self):
        self.l1.reset_state()
        self.l2.reset_state()

    def __call__(self, x):
        return self.l2(self.l1(x)).dot(self.out)


def evaluate(model, words, n_vocab):
    model.reset_state()
    total = 0.0
    for word, following in zip(words, words[1:]):
        y = model(np.eye(n_vocab)[[word]])
        total += np.log(np.exp(y).sum()) - y[0, following]
    return total / (len(words) - 1)


model = RNNForLM(5, 4)
print('%.5f' % evaluate(model, [0, 3, 1, 4, 2, 2, 0], 5))
model.reset_state()
