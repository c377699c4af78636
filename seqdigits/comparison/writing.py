"""A comparison as Markdown, JSON and an HTML page with plots."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seqdigits.comparison.comparing import LEVEL, Comparison, Score
from seqdigits.comparison.findings import findings
from seqdigits.comparison.plots import plots
from seqdigits.comparison.systems import System, parameters
from seqdigits.report import Page

_CAPTIONS = {
    "length": "By length. Dashed: a single-glyph net's accuracy on glyphs alone, to the power of "
    "the length: what it would read if every digit were found. Bars: 95 % intervals (Wilson).",
    "gap": "By gap, in pixels between the boxes of neighbours; below 0 they overlap. The texts "
    "and glyphs are the same at every gap.",
    "degradation": "By style of the synthesizer, digits alone.",
    "data": "Labelled sets; the number of strings in brackets.",
}


def write_report(
    comparison: Comparison, directory: Path, facts: Mapping[str, str | int]
) -> list[Path]:
    """Write compare.md, compare.json, compare.html and a PNG a plot; their paths.

    Args:
        comparison: what was found.
        directory: where to write; it is made.
        facts: seed, counts, machine, versions and command.
    """
    directory.mkdir(parents=True, exist_ok=True)
    drawn = plots(comparison)
    header, rows = table(comparison)
    written = [
        _write(directory / "compare.md", _markdown(comparison, facts).encode()),
        _write(directory / "compare.json", _json(comparison, facts).encode()),
    ]
    page = Page("Comparison", f"Every system against {comparison.systems[0].name}.")
    page.facts(facts)
    for sentence in (*findings(comparison), *comparison.notes):
        page.paragraph(sentence)
    page.heading("Exact match")
    for family, png in drawn.items():
        page.picture(png, _CAPTIONS[family])
        written.append(_write(directory / f"{family}.png", png))
    page.heading("Figures")
    page.table(header, rows, _LEGEND.format(first=comparison.systems[0].name, level=LEVEL))
    written.append(page.write(directory / "compare.html"))
    return written


_LEGEND = (
    "Strings read wholly right, 95 % interval (Wilson), character error rate; * a difference from "
    "{first} that is none of chance (McNemar, exact, p < {level} after Holm's correction for all "
    "tests of the table)."
)


def table(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Header and rows: a row a set, then speed and size; a column a system."""
    header = ["set", "strings", *(system.name for system in comparison.systems)]
    rows = [[row.name, str(row.scores[0].n), *map(_cell, row.scores)] for row in comparison.rows]
    if comparison.glyphs:
        told = [comparison.glyphs.get(system.name) for system in comparison.systems]
        count = next(iter(comparison.glyphs.values())).n
        cells = ["" if accuracy is None else f"{accuracy.share:.2%}" for accuracy in told]
        rows.append(["glyphs alone, told rightly", str(count), *cells])
    if comparison.speeds is not None:
        cells = [f"{s.per_second:.3g}/s, time x {s.ratio:.2f}" for s in comparison.speeds]
        rows.append(["speed, one thread", "", *cells])
    rows.append(["ONNX file", "", *map(_size, comparison.systems)])
    rows.append(["weights", "", *map(_weights, comparison.systems)])
    rows.append(["way of reading", "", *(system.way for system in comparison.systems)])
    return header, rows


def _cell(score: Score) -> str:
    low, high = score.interval
    cer = f"{score.cer:.2%}" if math.isfinite(score.cer) else "-"
    mark = " *" if score.differs else ""
    return f"{score.exact_match:.1%} [{low:.1%}, {high:.1%}], CER {cer}{mark}"


def _size(system: System) -> str:
    return "" if system.size is None else f"{system.size / 1e6:.2f} MB"


def _weights(system: System) -> str:
    count = None if system.bundle is None else parameters(system.bundle)
    return "" if count is None else f"{count:,}"


def _markdown(comparison: Comparison, facts: Mapping[str, str | int]) -> str:
    header, rows = table(comparison)
    lines = ["# Comparison", ""]
    lines += [f"- {name}: {value}" for name, value in facts.items()]
    lines += ["", *(f"- {sentence}" for sentence in (*findings(comparison), *comparison.notes))]
    lines += ["", f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    lines += ["", _LEGEND.format(first=comparison.systems[0].name, level=LEVEL), ""]
    return "\n".join(lines)


def _json(comparison: Comparison, facts: Mapping[str, str | int]) -> str:
    names = [system.name for system in comparison.systems]
    speeds = comparison.speeds or (None,) * len(names)
    content = {
        **facts,
        "systems": [
            {
                "name": system.name,
                "way": system.way,
                "onnx_bytes": system.size,
                "weights": None if system.bundle is None else parameters(system.bundle),
                "strings_per_second": None if speed is None else speed.per_second,
                "time_ratio": None if speed is None else speed.ratio,
            }
            for system, speed in zip(comparison.systems, speeds, strict=True)
        ],
        "glyphs_alone": {
            name: {"n": found.n, "correct": found.correct}
            for name, found in comparison.glyphs.items()
        },
        "sets": [
            {
                "family": row.family,
                "value": row.value,
                "systems": {
                    name: _scored(score) for name, score in zip(names, row.scores, strict=True)
                },
            }
            for row in comparison.rows
        ],
        "findings": findings(comparison),
        "notes": list(comparison.notes),
    }
    return json.dumps(content, indent=2) + "\n"


def _scored(score: Score) -> dict[str, Any]:
    found: dict[str, Any] = {
        "n": score.n,
        "correct": score.correct,
        "exact_match": score.exact_match,
        "interval": list(score.interval),
        "cer": score.cer if math.isfinite(score.cer) else None,
    }
    if score.against is not None:
        found["mcnemar"] = {
            "first_alone_right": score.against.b,
            "this_alone_right": score.against.c,
            "p": score.against.p,
            "p_holm": score.p,
        }
    return found


def _write(path: Path, content: bytes) -> Path:
    """Write `content` under a temporary name, then rename."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return path
