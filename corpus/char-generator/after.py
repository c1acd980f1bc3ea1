import numpy as np
import tensorflow as tf

text = "pack my box with five dozen liquor jugs, then bring my box back. " * 4

vocab = sorted(set(text))
print('{} unique characters'.format(len(vocab)))
char2idx = {u: i for i, u in enumerate(vocab)}
idx2char = np.array(vocab)
text_as_int = np.array([char2idx[c] for c in text])

seq_length = 8
BATCH_SIZE = 4
EPOCHS = 4

# every row of the batch reads its own quarter of the text
n_chunks = (len(text_as_int) // BATCH_SIZE - 1) // seq_length
rows = text_as_int[:len(text_as_int) // BATCH_SIZE * BATCH_SIZE].reshape(BATCH_SIZE, -1)
inputs, targets = [], []
for c in range(n_chunks):
    for row in rows:
        chunk = row[c * seq_length:(c + 1) * seq_length + 1]
        inputs.append(chunk[:-1])
        targets.append(chunk[1:])

dataset = tf.data.Dataset.from_tensor_slices((np.array(inputs), np.array(targets)))
dataset = dataset.batch(BATCH_SIZE, drop_remainder=True)


def build_model(vocab_size, embedding_dim, rnn_units, batch_size):
    model = tf.keras.Sequential([
        tf.keras.Input(batch_shape=[batch_size, None]),
        tf.keras.layers.Embedding(vocab_size, embedding_dim),
        tf.keras.layers.GRU(rnn_units,
                            return_sequences=True,
                            stateful=True),
        tf.keras.layers.Dense(vocab_size)
    ])
    return model


def loss(labels, logits):
    return tf.keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)


model = build_model(len(vocab), 6, 16, batch_size=BATCH_SIZE)
model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.5), loss=loss)

for epoch in range(EPOCHS):
    history = model.fit(dataset, epochs=1, verbose=0)
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    print('Epoch {} loss {:.5f}'.format(epoch + 1, history.history['loss'][0]))

# a copy that reads a single text
generator = build_model(len(vocab), 6, 16, batch_size=1)
generator.set_weights(model.get_weights())


def generate_text(model, start_string, num_generate):
    input_eval = tf.expand_dims([char2idx[s] for s in start_string], 0)
    text_generated = []

    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()
    for i in range(num_generate):
        predictions = tf.squeeze(model(input_eval), 0)
        predicted_id = int(np.argmax(predictions[-1]))
        print('{:.5f}'.format(float(np.max(predictions[-1]))))
        # the predicted character is the next input, the state remembers the rest
        input_eval = tf.expand_dims([predicted_id], 0)
        text_generated.append(idx2char[predicted_id])

    return start_string + ''.join(text_generated)


print(generate_text(generator, 'my box ', 10))
print(generate_text(generator, 'jugs', 5))
