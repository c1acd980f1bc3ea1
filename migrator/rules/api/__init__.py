"""Rules over the tables of the Keras API: what no other rule speaks of."""
