def run_epochs(model, x, y, epochs, batch_size):
    """Fit epoch by epoch and start each one with an empty memory."""
    losses = []
    for epoch in range(epochs):
        h = model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0)
        model.reset_states()
        losses.append(h.history['loss'][0])
    return losses
