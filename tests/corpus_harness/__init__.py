"""The programs of the corpus, and how each is verified: before its migration on Keras 2, and after it on Keras 3."""
