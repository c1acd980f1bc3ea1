"""Training, and the way from many gauges to a single one."""
from builder import build_model


def train(model, x, y, batch_size, epochs=3):
    for epoch in range(epochs):
        for layer in model.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        history = model.fit(x, y, batch_size=batch_size, verbose=0, shuffle=False)
        print(f"epoch {epoch}: {history.history['loss'][0]:.5f}")


def follow(model, windows):
    """What the network says to the windows of one gauge, one after the other."""
    single = build_model(1)
    single.set_weights(model.get_weights())
    first = single.predict(windows, batch_size=1, verbose=0)
    second = single.predict(windows, batch_size=1, verbose=0)
    for layer in single.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    third = single.predict(windows, batch_size=1, verbose=0)
    return first, second, third
