import numpy as np
import tensorflow as tf

text = "the cat sat on the mat and the rat ran at the cat " * 4
vocab = sorted(set(text))
index = {c: i for i, c in enumerate(vocab)}
ids = np.array([index[c] for c in text], dtype="int32")

BATCH_SIZE = 4
SEQ = 10


def build_model(vocab_size, emb_dim, rnn_units, batch_size):
    model = tf.keras.Sequential([
        tf.keras.layers.Embedding(vocab_size, emb_dim, batch_input_shape=[batch_size, None]),
        tf.keras.layers.GRU(rnn_units, return_sequences=True, stateful=True),
        tf.keras.layers.Dense(vocab_size),
    ])
    return model


# row r of every batch continues where row r of the batch before it stopped
per_row = (len(ids) - 1) // (BATCH_SIZE * SEQ) * SEQ
rows = ids[:BATCH_SIZE * per_row].reshape(BATCH_SIZE, per_row)
nexts = ids[1:BATCH_SIZE * per_row + 1].reshape(BATCH_SIZE, per_row)
x = np.concatenate(np.split(rows, per_row // SEQ, axis=1))
y = np.concatenate(np.split(nexts, per_row // SEQ, axis=1))

model = build_model(len(vocab), 6, 12, BATCH_SIZE)
model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.5),
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
for epoch in range(4):
    history = model.fit(x, y, epochs=1, batch_size=BATCH_SIZE, shuffle=False, verbose=0)
    model.reset_states()
    print("Epoch {} loss {:.5f}".format(epoch + 1, history.history["loss"][0]))

gen = build_model(len(vocab), 6, 12, batch_size=1)
gen.set_weights(model.get_weights())
gen.reset_states()
current = [index[c] for c in "the c"]
out = ""
for _ in range(12):
    logits = gen(tf.constant([current]))[0, -1].numpy()
    current = [int(logits.argmax())]
    out += vocab[current[0]]
    print("%.5f" % logits.max(), end=" ")
print()
print(repr(out))
