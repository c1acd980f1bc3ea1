def accuracy_of(history):
    """The accuracy of each epoch, in training and validation."""
    logs = history.history
    return list(zip(logs['acc'], logs['val_acc']))
