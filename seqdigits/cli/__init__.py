"""The command line: parses, calls one verb, prints; the only code that exits."""

from __future__ import annotations

from seqdigits.cli.app import app, main

__all__ = ["app", "main"]
