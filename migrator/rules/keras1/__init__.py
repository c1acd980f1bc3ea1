"""What Keras 1 wrote and Keras 2.0 - 2.3 still read."""
