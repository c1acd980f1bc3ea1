"""Functions of the backend, graphs and sessions, and what custom layers take from them."""
