"""Figures of an evaluation as plain values, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from seqdigits.evaluation.confusion import Confusion
from seqdigits.evaluation.evaluating import Evaluated, Evaluation
from seqdigits.evaluation.glyph_figures import GlyphFigures
from seqdigits.evaluation.string_figures import StringFigures
from seqdigits.evaluation.sureness import Sureness

POINTS = 200
"""Points of a risk-coverage curve that are stored, at most, evenly spread over it."""

RISKS = (0.001, 0.005, 0.01, 0.02, 0.05)
"""Shares of wrong readings for which the coverage is stated."""


def evaluation_json(evaluation: Evaluation, provenance: dict[str, Any]) -> dict[str, Any]:
    """All figures of an evaluation, under what `provenance` tells of how they came about."""
    settings = asdict(evaluation.settings)
    return {
        **provenance,
        "settings": settings,
        "intervals": "95 %: Wilson for shares of strings or glyphs, else percentile bootstrap",
        "sets": [_set(one) for one in evaluation.sets],
        "pooled": None if evaluation.pooled is None else _set(evaluation.pooled),
    }


def _set(one: Evaluated) -> dict[str, Any]:
    figures = one.figures
    plain = _strings(figures) if isinstance(figures, StringFigures) else _glyphs(figures)
    return {**plain, "problems": list(one.reads.problems)}


def _strings(figures: StringFigures) -> dict[str, Any]:
    count = figures.count
    errors = figures.length_errors
    return {
        "name": figures.name,
        "kind": "strings",
        "count": count,
        "left_out": figures.left_out,
        "rejected": figures.rejected,
        "unmatched": figures.unmatched,
        "right": figures.right,
        "exact_match": figures.exact_match,
        "exact_match_interval": figures.interval,
        "characters": figures.characters,
        "edits": figures.edits,
        "cer": figures.cer,
        "cer_interval": figures.cer_interval,
        "wrong_length": (errors.too_short + errors.too_long) / count,
        "length_errors": asdict(errors),
        "repeats_wrong": errors.repeats_wrong / errors.with_repeats
        if errors.with_repeats
        else None,
        "by_length": [
            {**asdict(row), "exact_match": row.right / row.count} for row in figures.lengths
        ],
        **_confusion(figures.confusion),
        "macro_f1_interval": figures.f1_interval,
        "confidence": _sureness(figures.sureness),
    }


def _glyphs(figures: GlyphFigures) -> dict[str, Any]:
    return {
        "name": figures.name,
        "kind": "glyphs",
        "count": figures.count,
        "rejected": figures.rejected,
        "right": figures.right,
        "accuracy": figures.accuracy,
        "accuracy_interval": figures.interval,
        "nothing_read": figures.nothing,
        "other_read": figures.other,
        **_confusion(figures.confusion),
        "macro_f1_interval": figures.f1_interval,
        "confidence": _sureness(figures.sureness),
    }


def _confusion(confusion: Confusion) -> dict[str, Any]:
    met = {score.character: asdict(score) for score in confusion.trimmed().scores()}
    return {
        "by_character": met,
        "macro": asdict(confusion.macro()),
        "micro": asdict(confusion.micro()),
        "character_accuracy": confusion.accuracy,
        "confusion": {
            "written": confusion.rows,
            "read": confusion.columns,
            "counts": confusion.counts.tolist(),
        },
    }


def _sureness(sureness: Sureness | None) -> dict[str, Any] | None:
    if sureness is None:
        return None
    curve = sureness.curve
    count = len(curve.coverage)
    some = np.unique(np.linspace(0, count - 1, min(count, POINTS)).round().astype(np.int64))
    return {
        **asdict(sureness.figures),
        "aurc_interval": sureness.aurc_interval,
        "bins": [{**asdict(one), "share_correct": one.share_correct} for one in sureness.bins],
        "coverage_at_risk": {str(risk): sureness.coverage_at(risk) for risk in RISKS},
        "risk_coverage": {
            "threshold": curve.thresholds[some].tolist(),
            "coverage": curve.coverage[some].tolist(),
            "risk": curve.risk[some].tolist(),
        },
    }
