"""Tables of an evaluation: header and rows, for the page and for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from seqdigits.calibration import ReliabilityBin
from seqdigits.evaluation.confusion import Confusion
from seqdigits.evaluation.evaluating import Evaluated
from seqdigits.evaluation.figures_json import RISKS
from seqdigits.evaluation.glyph_figures import GlyphFigures
from seqdigits.evaluation.string_figures import LengthFigures, StringFigures
from seqdigits.evaluation.sureness import Sureness
from seqdigits.metrics import wilson_interval

Cell = str | int | float
Table = tuple[tuple[str, ...], list[tuple[Cell, ...]]]

NONE = "-"
PAIRS = 20
"""Kinds of mistakes listed, the most frequent."""


def overview(sets: Sequence[Evaluated]) -> Table:
    """A row a set: how much of it is right, and how often characters are wrong."""
    header = ("set", "of", "count", "right", "95 % interval", "CER", "95 % interval", "macro F1")
    rows: list[tuple[Cell, ...]] = []
    for figures in (one.figures for one in sets):
        cer = cer_interval = None
        if isinstance(figures, StringFigures):
            cer, cer_interval = figures.cer, figures.cer_interval
        rows.append(
            (
                figures.name,
                "strings" if isinstance(figures, StringFigures) else "glyphs",
                figures.count,
                figures.right / figures.count,
                interval(figures.interval),
                NONE if cer is None else cer,
                interval(cer_interval),
                figures.confusion.macro().f1,
            )
        )
    return header, rows


def string_facts(figures: StringFigures) -> dict[str, Cell]:
    """What is to be known of a set of strings, by name."""
    errors, count = figures.length_errors, figures.count
    wrong_length = errors.too_short + errors.too_long
    facts: dict[str, Cell] = {
        "strings": count,
        "read wholly right": _share(figures.right, count),
        "character error rate": NONE
        if figures.cer is None
        else f"{figures.cer:.4f} ({figures.edits:,} edits, {figures.characters:,} characters), "
        f"95 % {interval(figures.cer_interval, 4)}",
        "read at a wrong length": f"{_share(wrong_length, count)}; {errors.too_short:,} too short, "
        f"{errors.too_long:,} too long",
        "with a run of one character": f"{errors.with_repeats:,}; a run's length misread in "
        f"{_share(errors.repeats_wrong, errors.with_repeats)}; {errors.runs_short:,} runs too "
        f"short, {errors.runs_long:,} too long",
    }
    if figures.rejected or figures.unmatched:
        facts["rejected, unmatched"] = f"{figures.rejected:,}, {figures.unmatched:,}"
    if figures.left_out:
        facts["rows left out as unusable"] = figures.left_out
    return {**facts, **_sureness_facts(figures.sureness)}


def glyph_facts(figures: GlyphFigures) -> dict[str, Cell]:
    """What is to be known of a set of glyphs, by name."""
    macro, micro = figures.confusion.macro(), figures.confusion.micro()
    facts: dict[str, Cell] = {
        "glyphs": figures.count,
        "accuracy": _share(figures.right, figures.count),
        "precision, recall, F1 (macro)": f"{macro.precision:.4f}, {macro.recall:.4f}, "
        f"{macro.f1:.4f}; F1 95 % {interval(figures.f1_interval, 4)}",
        "precision, recall, F1 (micro)": f"{micro.precision:.4f}, {micro.recall:.4f}, "
        f"{micro.f1:.4f}",
        "nothing read, other than one character read": f"{figures.nothing:,}, {figures.other:,}",
    }
    if figures.rejected:
        facts["rejected"] = figures.rejected
    return {**facts, **_sureness_facts(figures.sureness)}


def by_length(lengths: Sequence[LengthFigures]) -> Table:
    """A row a length of the reference."""
    header = ("characters", "strings", "right", "share", "95 % interval", "CER")
    return header, [
        (
            str(one.length),
            one.count,
            one.right,
            one.right / one.count,
            interval(one.interval),
            NONE if one.cer is None else one.cer,
        )
        for one in lengths
    ]


def by_character(confusion: Confusion, interval_of_f1: tuple[float, float] | None) -> Table:
    """A row a character that is written or read, then both averages."""
    header = ("character", "written", "read", "right", "accuracy", "precision", "recall", "F1")
    shown = confusion.trimmed()
    rows: list[tuple[Cell, ...]] = [
        (
            score.character,
            score.written,
            score.read,
            score.right,
            score.accuracy,
            NONE if score.precision is None else score.precision,
            NONE if score.recall is None else score.recall,
            score.f1,
        )
        for score in shown.scores()
    ]
    macro, micro = confusion.macro(), confusion.micro()
    written = sum(score.written for score in shown.scores())
    read = sum(score.read for score in shown.scores())
    for name, mean in (("macro", macro), ("micro", micro)):
        sums = (written, read, confusion.right, confusion.accuracy)
        rows.append((name, *sums, mean.precision, mean.recall, mean.f1))
    if interval_of_f1 is not None:
        rows.append(("macro F1, 95 %", *[""] * 6, interval(interval_of_f1)))
    return header, rows


def by_confidence(bins: Sequence[ReliabilityBin]) -> Table:
    """A row a bin of readings, the surest first."""
    header = ("confidence", "readings", "right", "mean confidence", "share right", "95 % interval")
    return header, [
        (
            f"{one.lowest:.4f} to {one.highest:.4f}",
            one.count,
            one.correct,
            one.mean_confidence,
            one.share_correct,
            interval(wilson_interval(one.correct, one.count)),
        )
        for one in reversed(bins)
    ]


def frequent_mistakes(confusion: Confusion) -> Table:
    """The most frequent kinds of mistakes."""
    header = ("written", "read", "times", "share of all mistakes")
    total = confusion.errors
    return header, [(*pair, pair[2] / total) for pair in confusion.pairs()[:PAIRS]]


def interval(ends: tuple[float, float] | None, places: int = 3) -> str:
    """Both ends of an interval."""
    return NONE if ends is None else f"{ends[0]:.{places}f} to {ends[1]:.{places}f}"


def _share(part: int, whole: int) -> str:
    """`part` of `whole`, as a share with its 95 % interval by Wilson."""
    if not whole:
        return "0 of 0"
    ends = interval(wilson_interval(part, whole), 4)
    return f"{part:,} of {whole:,} ({part / whole:.4f}, 95 % {ends})"


def _sureness_facts(sureness: Sureness | None) -> dict[str, Cell]:
    if sureness is None:
        return {}
    found = sureness.figures
    return {
        "mean confidence": f"{found.mean_confidence:.4f}",
        "calibration error (ECE), debiased": f"{found.ece:.4f}, {found.debiased_ece:.4f}",
        "Brier score": f"{found.brier:.4f}",
        "area under risk and coverage (AURC)": f"{found.aurc:.5f}, 95 % "
        f"{interval(sureness.aurc_interval, 5)}",
        "surest share with at most so many wrong": ", ".join(
            f"{100 * risk:g} %: {sureness.coverage_at(risk):.3f}" for risk in RISKS
        ),
    }
