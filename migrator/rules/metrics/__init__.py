"""Rules about what is measured while models are trained."""
