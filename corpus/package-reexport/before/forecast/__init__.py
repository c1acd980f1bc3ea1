"""Weekly sales of a few shops, from the days before."""

from .model import build
from .training import train

__all__ = ["build", "train"]
