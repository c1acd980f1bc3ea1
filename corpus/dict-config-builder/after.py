import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, Embedding, GRU, Input
from tensorflow.keras.optimizers import SGD

CFG = {
    "batch": 6,
    "steps": 5,
    "vocab": 4,
    "embedding": 3,
    "units": [8, 6],
    "lr": 0.3,
    "epochs": 3,
}


def get_model(cfg):
    first, second = cfg["units"]
    net = Sequential(name="bases")
    net.add(Input(batch_shape=(cfg["batch"], cfg["steps"])))
    net.add(Embedding(cfg["vocab"], cfg["embedding"]))
    net.add(GRU(first, return_sequences=True, stateful=True))
    net.add(GRU(second, stateful=True))
    net.add(Dense(cfg["vocab"], activation="softmax"))
    net.compile(loss="sparse_categorical_crossentropy", optimizer=SGD(learning_rate=cfg["lr"]))
    return net


def get_reads(cfg, count):
    """Made-up DNA: every strand repeats a motif of its own. Rows of one strand are `batch` apart."""
    motifs = ["ACGTTG", "GGATC", "TTAGC", "CATG", "AACCGT", "GTC"]
    strands = [["ACGT".index(base) for base in motif * 30] for motif in motifs[:cfg["batch"]]]
    x, y = [], []
    for k in range(count):
        at = k * cfg["steps"]
        for strand in strands:
            x.append(strand[at:at + cfg["steps"]])
            y.append(strand[at + cfg["steps"]])
    return np.array(x), np.array(y)


def run(cfg):
    x, y = get_reads(cfg, 8)
    net = get_model(cfg)
    for epoch in range(cfg["epochs"]):
        for layer in net.layers:
            if getattr(layer, "stateful", False):
                layer.reset_state()
        h = net.fit(x, y, batch_size=cfg["batch"], epochs=1, verbose=0, shuffle=False)
        print("epoch %d: loss %.5f" % (epoch, h.history["loss"][0]))
    return net


net = run(CFG)

# go on where the training ended, then from the start of the strands
x, y = get_reads(CFG, 10)
ahead = net.predict(x[-12:], batch_size=CFG["batch"], verbose=0)
for layer in net.layers:
    if getattr(layer, "stateful", False):
        layer.reset_state()
start = net.predict(x[:12], batch_size=CFG["batch"], verbose=0)
print("ahead", ahead[-1].round(5))
print("start", start[-1].round(5))
