"""Write what a synthesizer can be asked for between the markers of docs/synthesis.md.

Usage: python scripts/synthesis_reference.py (add --check to fail, and write nothing, if it differs)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from synth.formats import FORMATS
from synth.style import EFFECTS, MARKS, STYLES, WEAR, GapLaw, Style, declared
from synth.style.parameter import Parameter
from synth.text import KINDS, PROFILE_NOTES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "synthesis.md"
BEGIN = "<!-- reference: begin (scripts/synthesis_reference.py writes it) -->\n"
END = "<!-- reference: end -->"


def reference() -> str:
    """The tables, in Markdown."""
    parts = [
        "### Kinds of texts",
        table(("--kind", "texts"), KINDS.items()),
        "### Profiles",
        table(("--profile", "characters"), PROFILE_NOTES.items()),
        "### Formats",
        table(("--format", "what it is"), ((name, form.about) for name, form in FORMATS.items())),
        "### Presets",
        table(("--style", "strings"), ((style.name, style.about) for style in STYLES.values())),
        "### Numbers of a style",
        parameters(declared(Style)),
        "### `[[gaps]]`",
        parameters(declared(GapLaw)),
        "### `[marks]` and `[wear]`, a probability each",
        table(("key", "what is drawn"), [*MARKS.items(), *WEAR.items()]),
        "### `[effects.NAME]`, with a `chance` each, 1 where left out",
        "\n\n".join(
            f"**{name}**: {effect.about}"
            + (f"\n\n{parameters(effect.parameters)}" if effect.parameters else "")
            for name, effect in EFFECTS.items()
        ),
    ]
    return "\n\n".join(parts) + "\n"


def parameters(given: Mapping[str, Parameter]) -> str:
    """A row a parameter: its default as TOML, unit and meaning."""
    rows = (
        (name, toml(item.default.plain()), item.unit, item.about) for name, item in given.items()
    )
    return table(("key", "default", "unit", "meaning"), rows)


def toml(value: object) -> str:
    """`value`, as `Distribution.plain` gives it, as TOML writes it in one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table, its first column as code."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for first, *others in rows:
        lines.append(f"| {' | '.join((f'`{first}`', *others))} |")
    return "\n".join(lines)


def main() -> None:
    """Bring the page up to date, or say that it is not."""
    text = PAGE.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{PAGE.name} needs the lines {BEGIN.strip()!r} and {END!r}.")
    wanted = before + BEGIN + reference() + END + after
    if text == wanted:
        return
    if "--check" in sys.argv[1:]:
        sys.exit(f"{PAGE.name} is out of date. Run: python scripts/synthesis_reference.py")
    PAGE.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
