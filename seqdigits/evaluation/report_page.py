"""The page of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping

from seqdigits.evaluation import tables
from seqdigits.evaluation.confusion import INSERTED, NOTHING, OTHER
from seqdigits.evaluation.evaluating import Evaluated, Evaluation
from seqdigits.evaluation.gallery import caption, draw_mistake
from seqdigits.evaluation.plots import (
    plot_confusion,
    plot_lengths,
    plot_reliability,
    plot_risk_coverage,
)
from seqdigits.evaluation.string_figures import StringFigures
from seqdigits.evaluation.sureness import Sureness
from seqdigits.report import Page, figure_png, image_png

COLUMNS = {NOTHING: "written and not read", OTHER: "read as more than one character"}
ROWS = {INSERTED: "read where nothing is written"}
"""What the names beside the characters mean."""

MOST_PROBLEMS = 50
"""Rows left out that the page lists; the JSON file lists all."""


def evaluation_page(evaluation: Evaluation, provenance: Mapping[str, str | int | float]) -> Page:
    """The page: an overview, then each set with its figures, plots and mistakes."""
    settings = evaluation.settings
    rejected = (
        "no picture is rejected"
        if settings.max_ood >= 1
        else f"pictures that show no number with a probability above {settings.max_ood:g} are "
        "rejected and count as wrong"
    )
    page = Page(
        f"Evaluation of {evaluation.bundle.config.name}",
        f"Profile {settings.profile}; {rejected}. Intervals are 95 %: by Wilson for shares of "
        f"strings or glyphs, else by {settings.replicates:,} bootstrap replicates, seed "
        f"{settings.seed}.",
    )
    page.table(*tables.overview(evaluation.sections))
    for one in evaluation.sections:
        page.heading(one.figures.name)
        if isinstance(one.figures, StringFigures):
            _string_section(page, one, one.figures)
        else:
            page.facts(tables.glyph_facts(one.figures))
        _characters(page, one)
        if one.figures.sureness is not None:
            _sureness(page, one.figures.sureness)
        _mistakes(page, one)
    page.heading("How this was made")
    page.facts(provenance)
    return page


def _string_section(page: Page, one: Evaluated, figures: StringFigures) -> None:
    page.facts(tables.string_facts(figures))
    if problems := one.reads.problems:
        page.paragraph(f"Rows that could not be used and were left out: {len(problems):,}.")
        page.table(("left out",), [(line,) for line in problems[:MOST_PROBLEMS]])
    page.picture(
        figure_png(plot_lengths(figures.lengths)),
        "Strings read wholly right by the number of characters written, with 95 % intervals; "
        "below, how many strings there are.",
    )
    page.table(*tables.by_length(figures.lengths), "By length")


def _characters(page: Page, one: Evaluated) -> None:
    confusion = one.figures.confusion
    page.table(
        *tables.by_character(confusion, one.figures.f1_interval),
        "By character: accuracy is the share of all aligned pairs that agree on whether it is this "
        "character; beside the averages, the share of pairs that are right.",
    )
    shown = confusion.trimmed()
    page.picture(
        figure_png(plot_confusion(shown)),
        " ".join(
            [
                "What is written against what is read.",
                *(f"Column {name}: {COLUMNS[name]}." for name in shown.columns if name in COLUMNS),
                *(f"Row {name}: {ROWS[name]}." for name in shown.rows if name in ROWS),
            ]
        ),
    )
    if confusion.errors:
        page.table(*tables.frequent_mistakes(confusion), "The most frequent mistakes")


def _sureness(page: Page, sureness: Sureness) -> None:
    page.picture(
        figure_png(plot_reliability(sureness)),
        "Reliability: share read right against confidence, a point for each bin of equally many "
        "readings; on the dashed line confidences mean what they say.",
    )
    page.table(*tables.by_confidence(sureness.bins), "By confidence")
    page.picture(
        figure_png(plot_risk_coverage(sureness)),
        "Risk and coverage: share wrong among the surest readings, for any share accepted; the "
        f"area below is the AURC, {sureness.figures.aurc:.5f}.",
    )


def _mistakes(page: Page, one: Evaluated) -> None:
    if worst := one.reads.worst:
        wrong = one.figures.count - one.figures.right
        page.gallery(
            [(image_png(draw_mistake(mistake)), caption(mistake)) for mistake in worst],
            f"The {len(worst):,} surest of {wrong:,} mistakes. Below each picture, what is "
            "written over what is read; where they differ, the pair is marked.",
        )
