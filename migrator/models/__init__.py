"""Saved models: what Keras 2 wrote, made what Keras 3 loads. Nothing of a file is ever executed or unpickled.

`configuration.py` is the migration, from dict to dict; `layers.py`, `keras1.py`, `graph.py`, `objects.py` and
`training.py` are its parts. `hdf5.py`, `archive.py` and `text.py` read and write the containers, `weights.py` converts
the few weights that must change, `conversion.py` takes a file from its path to its result.
"""
