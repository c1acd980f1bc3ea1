"""Models that Keras 2.15 saved, for the tests of `migrator.models`: how they are made, and how they are tried."""
