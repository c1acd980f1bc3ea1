"""Rules about optimizers and their learning rates."""
