"""Pages that show a data set, with each picture beside them as PNG."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from seqdigits.data import GlyphSet
from seqdigits.data.labelled import Labelled
from seqdigits.exploring import close_drawing, drawing, string_drawing
from seqdigits.exploring.neighbours import OWN
from seqdigits.exploring.text_summary import summarise_strings
from seqdigits.exploring.view import GlyphView, view_glyphs
from seqdigits.report import Illustrated, Page

NAME = "explore.html"

_SAMPLES = 40
"""Strings shown."""


def explore_glyphs(
    glyphs: GlyphSet, split: str, output: Path, sample: int = 20_000, seed: int = 0
) -> Path:
    """Path of the page of `glyphs`, written into the folder `output`.

    Args:
        glyphs: what to show.
        split: what the page calls them beside their name.
        output: the folder.
        sample: glyphs that are looked at, at most; whole writers where these are known.
        seed: of what is drawn.

    Raises:
        MissingExtraError: if Jinja is not installed.
        OSError: if the folder cannot be written.
    """
    view = view_glyphs(glyphs, sample, seed)
    looked = len(view.glyphs)
    what = "all of them" if looked == view.total else f"{looked:,} of them, seed {seed}"
    page = Page(
        f"{glyphs.name}, {split}",
        f"{view.total:,} glyphs of {len(view.characters)} classes; shown and measured: {what}. "
        "Glyphs are laid out as MNIST lays out its digits, 28 x 28 pixels.",
    )
    made = Illustrated(page, output)
    _classes(made, view, seed)
    _likeness(made, view, seed)
    _writers(made, view)
    return made.write(NAME)


def _classes(made: Illustrated, view: GlyphView, seed: int) -> None:
    made.section(
        "Samples",
        "samples",
        drawing.sample_figure(view, seed),
        f"Glyphs of each class, drawn with seed {seed}.",
    )
    made.section(
        "Means",
        "means",
        drawing.mean_figure(view),
        "Mean glyph of each class, and the standard deviation of its pixels: dark where "
        "writers differ.",
    )
    made.section(
        "Balance",
        "balance",
        drawing.balance_figure(view),
        "Glyphs of each class in the whole set; the largest has "
        f"{view.counts.max() / view.counts.min():.2f} times the smallest.",
    )
    made.section(
        "Measures",
        "shapes",
        drawing.shape_figure(view),
        "Boxes hold the middle half, whiskers 5 to 95 %; dotted is the median of all. "
        "Thickness is the width of the ribbon with the ink's area and outline, slant comes "
        "from second moments.",
    )
    made.section(
        "Pixels",
        "pixels",
        drawing.pixel_figure(view),
        "How often each value is on the glyphs as laid out.",
    )


def _likeness(made: Illustrated, view: GlyphView, seed: int) -> None:
    kept = float(view.components.variance.sum())
    count = len(view.components.variance)
    made.section(
        "Principal components",
        "components",
        drawing.scatter_figure(view, seed),
        "Blurred glyphs along the two directions in which they vary most; a letter at the "
        "median of each class.",
    )
    if len(view.characters) > 1:
        made.section(
            "Look-alikes",
            "lookalikes",
            close_drawing.lookalike_figure(view),
            "The closest pairs of different classes, with their distance; no glyph is shown "
            f"twice. Distances are between blurred glyphs in {count} principal components, "
            f"{kept:.0%} of the variance.",
        )
        made.section(
            "Classes that lie closest",
            "confusable",
            close_drawing.confusable_figure(view),
            "Of each class's glyphs (rows), the share whose nearest glyph of another class "
            f"is of the column's; percent. {view.neighbours.agreement:.1%} of all "
            "glyphs lie nearest to one of their own class.",
        )
    made.section(
        "Outliers",
        "outliers",
        close_drawing.outlier_figure(view),
        f"The glyphs with the greatest mean distance to the {OWN} nearest of their class, "
        "with their class, and the class of the nearest glyph where that is another.",
    )


def _writers(made: Illustrated, view: GlyphView) -> None:
    writers = view.writers
    if writers is None:
        made.page.heading("Writers")
        made.page.paragraph("Who wrote a glyph is not known.")
        return
    made.section(
        "Writers",
        "writers",
        close_drawing.writer_figure(view, writers),
        "A row a writer, from the leftmost slant to the rightmost, with mean slant and mean "
        "stroke thickness.",
    )
    made.section(
        "How writers differ",
        "hands",
        close_drawing.hand_figure(writers),
        f"Mean slant and thickness of {len(writers.names):,} writers.",
    )
    labels = {key: label for key, (label, _) in view.shapes.named().items()}
    made.page.table(
        ("measure", "share of variance between writers"),
        [(labels[key], share) for key, share in writers.shares.items()],
        "Of the variance that is left when each class's mean is taken away, the share that lies "
        "between writers; the rest is one writer's own variation.",
    )


def explore_strings(labelled: Labelled, output: Path, seed: int = 0) -> Path:
    """Path of the page of labelled strings, written into the folder `output`.

    Raises:
        DataError: for an image that cannot be read, unless the set leaves such rows out.
        MissingExtraError: if Jinja is not installed.
        OSError: if the folder cannot be written.
    """
    summary = summarise_strings(labelled, _SAMPLES, seed)
    height, width = (np.median(summary.sizes, axis=0)).tolist()
    page = Page(
        summary.source,
        f"{summary.count:,} strings, {summary.distinct:,} different texts, "
        f"{sum(summary.characters.values()):,} characters; the median image is {height:g} pixels "
        f"high and {width:g} wide.",
    )
    if summary.problems:
        page.paragraph(
            f"Rows left out: {len(summary.problems):,}, the first: {summary.problems[0]}"
        )
    made = Illustrated(page, output)
    made.section(
        "Samples",
        "samples",
        string_drawing.sheet_figure(summary),
        f"{len(summary.shown)} strings drawn with seed {seed}, with their labels.",
    )
    made.section(
        "Lengths and characters",
        "lengths",
        string_drawing.length_figure(summary),
        "Strings by length; how often each character is written.",
    )
    if summary.pairs:
        made.section(
            "Neighbours",
            "pairs",
            string_drawing.pair_figure(summary),
            "How often a character (row) is followed by another (column).",
        )
    made.section("Image sizes", "sizes", string_drawing.size_figure(summary), "A point an image.")
    return made.write(NAME)
