"""Rules about the state of recurrent layers: resetting and setting it, and where it is lost."""
