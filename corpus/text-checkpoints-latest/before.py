# Characters one by one: train with checkpoints of TensorFlow, rebuild with a batch of one, load the last of them
import os
import numpy as np
import tensorflow as tf

text = "the quick brown fox jumps over the lazy dog and runs away from the quick lazy bear " * 3
vocab = sorted(set(text))
char2idx = {c: i for i, c in enumerate(vocab)}
idx2char = np.array(vocab)
ids = np.array([char2idx[c] for c in text])

SEQ, BATCH = 10, 4
count = (len(ids) - 1) // SEQ // BATCH * BATCH
x = ids[:count * SEQ].reshape(count, SEQ)
y = ids[1:count * SEQ + 1].reshape(count, SEQ)


def build_model(vocab_size, embedding_dim, rnn_units, batch_size):
    model = tf.keras.Sequential([
        tf.keras.layers.Embedding(vocab_size, embedding_dim, batch_input_shape=[batch_size, None]),
        tf.keras.layers.GRU(rnn_units, return_sequences=True, stateful=True),
        tf.keras.layers.Dense(vocab_size),
    ])
    return model


def loss(labels, logits):
    return tf.keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)


model = build_model(len(vocab), 6, 12, BATCH)
model.compile(optimizer=tf.keras.optimizers.SGD(0.2), loss=loss)

# Directory where the checkpoints will be saved
checkpoint_dir = './training_checkpoints'
# Name of the checkpoint files
checkpoint_prefix = os.path.join(checkpoint_dir, "ckpt_{epoch}")
checkpoint_callback = tf.keras.callbacks.ModelCheckpoint(filepath=checkpoint_prefix, save_weights_only=True)

history = model.fit(x, y, epochs=3, batch_size=BATCH, shuffle=False, verbose=0, callbacks=[checkpoint_callback])
print("losses: %s" % np.round(history.history["loss"], 5))

model = build_model(len(vocab), 6, 12, batch_size=1)
model.load_weights(tf.train.latest_checkpoint(checkpoint_dir))
model.build(tf.TensorShape([1, None]))


def generate_text(model, start, num):
    eval_ids = np.array([[char2idx[s] for s in start]])
    out = []
    model.reset_states()
    for _ in range(num):
        predictions = model.predict(eval_ids, verbose=0)[0, -1]
        best = int(np.argmax(predictions))
        print("%s %.4f" % (idx2char[best], predictions[best]))
        eval_ids = np.array([[best]])
        out.append(idx2char[best])
    return start + "".join(out)


print(generate_text(model, "the ", 5))
