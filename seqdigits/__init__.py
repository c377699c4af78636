"""Reads handwritten number strings."""

__version__ = "0.1.0"
