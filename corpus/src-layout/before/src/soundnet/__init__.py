"""Loudness of the next frame, from the bands of the frames before."""

__version__ = "0.3.1"
