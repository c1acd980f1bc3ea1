#!/usr/bin/env python
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))

from soundnet.net import SoundNet

STREAMS, FRAMES, BANDS = 3, 4, 2


def recordings(count):
    t = np.arange(count * FRAMES + 1)[:, None] / 6.0
    shift = np.arange(STREAMS)[:, None, None]
    tone = np.abs(np.sin(t + shift + np.arange(BANDS)))
    x = tone[:, :-1].reshape(STREAMS, count, FRAMES, BANDS).swapaxes(0, 1)
    y = tone[:, FRAMES::FRAMES].mean(axis=2).T
    return x.reshape(-1, FRAMES, BANDS), y.reshape(-1, 1)


x, y = recordings(10)
net = SoundNet(STREAMS, FRAMES, BANDS)
for epoch in range(3):
    print("epoch %d  loss %.5f" % (epoch, net.fit_epoch(x, y)))
    net.forget()

warm = net.model.predict(x, batch_size=STREAMS, verbose=0)
carried = net.model.predict(x, batch_size=STREAMS, verbose=0)
net.model.reset_states()
fresh = net.model.predict(x, batch_size=STREAMS, verbose=0)
for title, out in (("first", warm), ("carried", carried), ("fresh", fresh)):
    print("%-8s" % title, np.round(out[:STREAMS, 0], 5))
