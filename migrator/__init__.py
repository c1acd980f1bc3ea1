"""keras-migrate: moves Keras 2 programs to Keras 3."""

__version__ = "0.1.0"
