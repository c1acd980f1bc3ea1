import keras

print(0.5, keras.__name__)
