"""Which mood is a sentence in?"""
import numpy as np
from keras.preprocessing.text import Tokenizer, text_to_word_sequence
from keras.preprocessing import sequence
from keras.models import Sequential
from keras.layers.embeddings import Embedding
from keras.layers.recurrent import GRU
from keras.layers import Dense
from keras.losses import mse

sentences = [
    "What a lovely day, what a day!",
    "I am so tired of this rain.",
    "The cake is lovely and the tea is fine.",
    "This rain never ends; I am cold.",
    "So fine a cake!",
    "Tired, cold, and no tea.",
]
mood = np.array([1, 0, 1, 0, 1, 0])

tokenizer = Tokenizer(num_words=30)
tokenizer.fit_on_texts(sentences)
print(len(tokenizer.word_index), text_to_word_sequence(sentences[1]))
padded = sequence.pad_sequences(tokenizer.texts_to_sequences(sentences), maxlen=8)

model = Sequential()
model.add(Embedding(30, 6, mask_zero=True))
model.add(GRU(5))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss=mse, optimizer="sgd", metrics=["accuracy"])
history = model.fit(padded, mood, epochs=3, batch_size=3, shuffle=False, verbose=0)
for name in ("loss", "accuracy"):
    print(name, np.round(history.history[name], 5))
print(model.predict(padded, verbose=0).ravel())
