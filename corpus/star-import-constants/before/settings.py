# all numbers in one place
BATCH = 5
STEPS = 8
UNITS = 11
EPOCHS = 2
