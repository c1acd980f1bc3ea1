"""Rules on imports: modules and names of Keras 2 that are elsewhere in Keras 3, or gone."""
