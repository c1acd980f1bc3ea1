"""Small parsers for log lines, with and without memory between calls."""


class Tokenizer:
    """Splits text into words; a stateful one keeps the unfinished last word."""

    def __init__(self, stateful=False, batch_size=None):
        self.stateful = stateful
        self.batch_size = batch_size
        self.rest = ""

    def reset_states(self):
        self.rest = ""

    def feed(self, text):
        if self.stateful:
            text = self.rest + text
        words = text.split(" ")
        if self.stateful:
            self.rest = words.pop()
        return [w for w in words if w]


def make_layer(kind, stateful=True, batch_input_shape=None):
    """A layer of the onion model, described by a dictionary."""
    return {"kind": kind, "stateful": stateful, "shape": batch_input_shape}


def count(chunks, stateful=True):
    model = Tokenizer(stateful=stateful)
    total = sum(len(model.feed(chunk)) for chunk in chunks)
    model.reset_states()
    return total


if __name__ == "__main__":
    chunks = ["the quick br", "own fox ju", "mps over "]
    print(count(chunks, stateful=True), count(chunks, stateful=False))
    layer = make_layer("outer", stateful=True, batch_input_shape=(1, 2, 3))
    print(sorted(layer))
