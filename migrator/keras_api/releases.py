"""The releases that the tables were read from. Written by `python -m tools.keras_api`; not edited by hand."""

KERAS = {
    "2.15": "2.15.0",
    "3.0": "3.0.5",
    "3.1": "3.1.1",
    "3.2": "3.2.1",
    "3.3": "3.3.3",
    "3.4": "3.4.1",
    "3.5": "3.5.0",
    "3.6": "3.6.0",
    "3.7": "3.7.0",
    "3.8": "3.8.0",
    "3.9": "3.9.2",
    "3.10": "3.10.0",
    "3.11": "3.11.3",
    "3.12": "3.12.4",
    "3.13": "3.13.2",
    "3.14": "3.14.1",
    "3.15": "3.15.1",
}
"""The last release of each minor version: Keras 2.15, and every minor version of Keras 3."""

TENSORFLOW = {
    "2.16": "3.0",
    "2.17": "3.2",
    "2.18": "3.5",
    "2.19": "3.5",
    "2.20": "3.10",
    "2.21": "3.12",
}
"""For minor versions of TensorFlow that come with Keras 3: the lowest minor version of Keras that they require."""
