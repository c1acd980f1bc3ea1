"""Tables of the Keras 2 and Keras 3 public API. Data only."""
