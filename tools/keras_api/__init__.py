"""Makes the tables in `migrator/keras_api/` from the published Keras packages: `python -m tools.keras_api`."""
