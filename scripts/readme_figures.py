"""Write the figures of models/base/metrics.json between README's markers.

Usage: python scripts/readme_figures.py (add --check to fail, and write nothing, if they differ)
"""

from __future__ import annotations

import sys
from pathlib import Path

from seqdigits.bundle import Metrics, load_bundle

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN = "<!-- figures: begin (scripts/readme_figures.py writes them) -->\n"
END = "<!-- figures: end -->"


def table(metrics: Metrics) -> str:
    """The Markdown table of `metrics`: exact match with its interval and count, a row a set."""
    lines = ["| set | strings | exact match | 95 % interval | CER |", "|---|---|---|---|---|"]
    for group in ("real", "synthetic", "test"):
        for row in (row for row in metrics.sets if row.group == group):
            low, high = (f"{100 * share:.2f}" for share in row.interval)
            cer = "" if row.cer is None else f"{100 * row.cer:.2f} %"
            part = "" if row.split == "val" else ", MNIST test glyphs"
            lines.append(
                f"| {row.name}{part} | {row.n:,} | {100 * row.exact_match:.2f} % | "
                f"{low} to {high} % | {cer} |"
            )
    return "\n".join(lines) + f"\n\nMeasured by `{metrics.command}` on {metrics.machine}.\n"


def main() -> None:
    """Bring README up to date, or say that it is not."""
    text = README.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"README.md needs the lines {BEGIN.strip()!r} and {END!r} around its figures.")
    wanted = before + BEGIN + table(load_bundle(ROOT / "models" / "base").metrics) + END + after
    if text == wanted:
        return
    if "--check" in sys.argv[1:]:
        sys.exit("README's figures are not the bundle's. Run: python scripts/readme_figures.py")
    README.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
