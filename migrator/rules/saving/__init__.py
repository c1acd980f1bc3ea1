"""Rules about files of weights and models."""
