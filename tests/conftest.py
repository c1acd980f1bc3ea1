"""What holds for all tests."""

from hypothesis import settings

# A deadline would be a timed test, and machines are noisy.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
