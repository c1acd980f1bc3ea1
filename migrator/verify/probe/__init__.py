"""What runs inside the interpreters that `verify` starts: it imports Keras, runs programs, and records what they do.

These modules import nothing but the standard library, NumPy, and the Keras that is to be recorded, and keep to the
syntax of Python 3.8: they run in environments that know nothing of this package.
"""
