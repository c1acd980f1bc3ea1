"""Trains both models, one after the other."""
import train_a
import train_b

print('last losses: %.5f %.5f' % (train_a.losses[-1], train_b.losses[-1]))
