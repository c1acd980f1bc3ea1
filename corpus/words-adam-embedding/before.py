"""Is a sentence about the sea? Words as numbers, an embedding, Adam."""
import numpy as np
from keras.layers import Dense, Embedding, Flatten
from keras.models import Sequential
from keras.optimizers import Adam
from keras.preprocessing.sequence import pad_sequences
from keras.preprocessing.text import Tokenizer, text_to_word_sequence

TEXTS = ["the ship sails on the sea", "the cow stands on the meadow", "waves and salt and waves",
         "grass and hay and grass", "the boat the boat the sea", "a cow a goat a sheep"]
SEA = np.array([1, 0, 1, 0, 1, 0])

print(len(text_to_word_sequence(" ".join(TEXTS))))
tokenizer = Tokenizer(num_words=30)
tokenizer.fit_on_texts(TEXTS)
data = pad_sequences(tokenizer.texts_to_sequences(TEXTS), maxlen=6)

model = Sequential()
model.add(Embedding(30, 4, input_length=6))
model.add(Flatten())
model.add(Dense(1, activation='sigmoid'))
model.compile(optimizer=Adam(lr=0.02), loss='binary_crossentropy', metrics=['acc'])
history = model.fit(data, SEA, epochs=6, batch_size=3, verbose=0)
print(history.history['loss'])
print(model.predict(data, verbose=0)[:, 0])
print(model.layers[0].get_weights()[0][:5])
