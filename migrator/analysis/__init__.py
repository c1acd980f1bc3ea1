"""What the code means: names to Keras symbols, values, models, batch sizes. Reads `ast`, never edits."""
