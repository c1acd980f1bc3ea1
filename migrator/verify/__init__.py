"""`keras-migrate verify`: runs a program on Keras 2 and its migration on Keras 3, and compares what their models do.

The one room that executes the user's code. `probe/` runs in the interpreters of the two sides and records; everything
else here starts them, reads the records and judges.
"""
