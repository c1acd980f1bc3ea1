from .model import DAYS


def weeks_of(sales):
    """Cut the sales (shops, days) into weeks; the day after each week is what is asked for."""
    for day in range(0, sales.shape[1] - DAYS, DAYS):
        yield sales[:, day:day + DAYS, None], sales[:, day + DAYS]


def train(net, sales, epochs=3):
    """Show the weeks in their order, and forget them before the next round."""
    errors = []
    for _ in range(epochs):
        total = 0.0
        for x, y in weeks_of(sales):
            total += net.fit(x, y, epochs=1, verbose=0).history["loss"][0]
        errors.append(total)
        net.reset_states()
    return errors
