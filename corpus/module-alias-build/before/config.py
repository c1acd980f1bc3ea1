# settings of the household load experiment
BATCH_SIZE = 6  # households
WINDOW = 7      # days
EPOCHS = 3
