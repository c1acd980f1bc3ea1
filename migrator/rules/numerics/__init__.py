"""Rules about calls that Keras 3 takes without a word and computes differently."""
