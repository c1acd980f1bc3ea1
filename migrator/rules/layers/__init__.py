"""Rules about layers: their input shapes, their arguments, the classes that Keras 3 lacks."""
