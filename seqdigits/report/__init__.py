"""Self-contained HTML pages of text, tables and pictures."""

from __future__ import annotations

from seqdigits.report.illustrated import Illustrated
from seqdigits.report.page import Page
from seqdigits.report.pictures import figure_png, image_png

__all__ = ["Illustrated", "Page", "figure_png", "image_png"]
