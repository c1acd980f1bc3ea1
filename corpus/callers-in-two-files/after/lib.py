def cut(series, steps):
    """Windows of a series, one after the other, and the value behind each."""
    count = (len(series) - 1) // steps
    x = series[:count * steps].reshape(count, steps, 1)
    return x, series[steps:count * steps + 1:steps]


def fit_model(model, x, y, epochs=3):
    losses = []
    for _ in range(epochs):
        history = model.fit(x, y, epochs=1, batch_size=model.input_shape[0], verbose=0, shuffle=False)
        losses.append(history.history['loss'][0])
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
    return losses
