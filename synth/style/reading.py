"""Styles from TOML, and back to the table such a file holds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from synth.errors import BadRequestError, DataNotFoundError
from synth.style.parameter import chance, declared
from synth.style.style import CHANCES, GapLaw, Style
from synth.text import TextLaw
from synth.text.lengths import parse_lengths

_PRESETS = ("clean", "everyday", "touching", "paper", "form", "scan", "photo", "hostile")
#: Probabilities of a style's texts.
_SHARES = ("empty", "rounded", "runs", "signs")
#: Tables whose keys a style adds to those of its base, one by one.
_MERGED = ("text", "marks", "wear", "effects")

Table = Mapping[str, Any]


def read_style(path: Path | str) -> Style:
    """The style that the TOML file `path` declares, named after the file.

    Raises:
        DataNotFoundError: if there is no such file.
        BadRequestError: naming the file, the key and the rule it breaks.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DataNotFoundError(
            f"a style is a TOML file or one of {', '.join(_PRESETS)}. Received: {path}, "
            "which does not exist."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequestError(f"a style is a TOML file. Received: {path}: {error}.") from error
    return _read(text, path.stem, str(path))


def _read(text: str, name: str, origin: str) -> Style:
    try:
        return style_from(_merged(tomllib.loads(text)), name)
    except tomllib.TOMLDecodeError as error:
        raise BadRequestError(f"a style is a TOML file. Received: {origin}: {error}.") from error
    except BadRequestError as error:
        raise BadRequestError(f"{origin}: {error}") from error


def _merged(table: Table) -> dict[str, Any]:
    """`table` laid over the preset that its key `base` names."""
    table = dict(table)
    base = table.pop("base", None)
    if base is None:
        return table
    merged = _merged(tomllib.loads(_preset_text(base)))
    for key, value in table.items():
        if key == "effects" and isinstance(value, Mapping):
            below = merged.get(key, {})
            merged[key] = below | {k: _over(below.get(k, {}), v) for k, v in value.items()}
        else:
            merged[key] = _over(merged.get(key), value) if key in _MERGED else value
    return merged


def _over(below: Any, value: Any) -> Any:
    both = isinstance(below, Mapping) and isinstance(value, Mapping)
    return {**below, **value} if both else value


def style_from(table: Table, name: str) -> Style:
    """The style that `table`, as read from TOML, declares.

    Raises:
        BadRequestError: naming the key and the rule it breaks.
    """
    known = ("about", "text", "gaps", *CHANCES, *declared(Style), "marks", "wear", "effects")
    _require_known(table, known, "a style")
    given = dict(table)
    if "text" in given:
        given["text"] = _text(_table(given["text"], "text"))
    if "gaps" in given:
        given["gaps"] = _gaps(given["gaps"])
    for key in ("marks", "wear", "effects"):
        _table(given.get(key, {}), key)
    return Style(name, **given)


def table_of(style: Style) -> dict[str, Any]:
    """The whole of `style` as a TOML file says it: `style_from` of that is equal to it.

    Raises:
        BadRequestError: if its texts are no `TextLaw`.
    """
    law = style.text
    if not isinstance(law, TextLaw):
        raise BadRequestError(
            f"a style's file states a TextLaw. Received: {type(law).__name__}. Hand other texts to "
            "the synthesizer."
        )
    table: dict[str, Any] = {"about": style.about}
    for name in declared(Style):
        table[name] = getattr(style, name).plain()
    table |= {name: getattr(style, name) for name in CHANCES}
    table["text"] = {
        "lengths": {str(length): weight for length, weight in law.lengths.items()},
        "empty": law.empty,
        "rounded": law.rounded,
        "runs": law.runs,
        "signs": law.signs,
    }
    table["gaps"] = [
        {"weight": gap.weight, "mean": gap.mean.plain(), "jitter": gap.jitter.plain()}
        for gap in style.gaps
    ]
    table["marks"], table["wear"] = dict(style.marks), dict(style.wear)
    table["effects"] = {
        name: {"chance": setting.chance}
        | {key: value.plain() for key, value in setting.values.items()}
        for name, setting in style.effects.items()
    }
    return table


def _gaps(value: object) -> tuple[GapLaw, ...]:
    if not isinstance(value, list):
        raise BadRequestError(f"gaps is an array of tables, [[gaps]]. Received: {value!r}.")
    laws = []
    for item in value:
        table = _table(item, "gaps")
        _require_known(table, ("weight", *declared(GapLaw)), "gaps")
        laws.append(GapLaw(**{"weight": 1.0, **table}))
    return tuple(laws)


def _text(table: Table) -> TextLaw:
    _require_known(table, ("lengths", *_SHARES), "text")
    given: dict[str, Any] = {
        key: chance(f"text.{key}", table[key]) for key in _SHARES if key in table
    }
    if "lengths" in table:
        given["lengths"] = _lengths(table["lengths"])
    return TextLaw(**given)


def _lengths(value: object) -> dict[int, float]:
    if isinstance(value, str):
        return parse_lengths(value)
    if isinstance(value, Mapping) and all(map(str.isdecimal, value)):
        weights = [weight for weight in value.values() if isinstance(weight, int | float)]
        if len(weights) == len(value):
            return {int(length): float(weight) for length, weight in value.items()}
    raise BadRequestError(
        f'text.lengths is "1-10" or a table of length = weight. Received: {value!r}.'
    )


def _table(value: object, name: str) -> Table:
    if not isinstance(value, Mapping):
        raise BadRequestError(f"{name} is a table. Received: {value!r}.")
    return value


def _require_known(table: Table, known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise BadRequestError(f"{where} knows the keys {', '.join(known)}. Received: {key!r}.")


def _preset_text(name: object) -> str:
    if name not in _PRESETS:
        raise BadRequestError(f"a style is one of {', '.join(_PRESETS)}. Received: {name!r}.")
    return (files("synth.style") / "presets" / f"{name}.toml").read_text(encoding="utf-8")


#: The presets by name.
STYLES: dict[str, Style] = {
    name: _read(_preset_text(name), name, f"{name}.toml") for name in _PRESETS
}


def style_named(name: str) -> Style:
    """The preset `name`.

    Raises:
        BadRequestError: listing the presets.
    """
    if name not in STYLES:
        raise BadRequestError(f"a style is one of {', '.join(STYLES)}. Received: {name!r}.")
    return STYLES[name]


def open_style(name: str) -> Style:
    """The style of a TOML file, if `name` ends in .toml, else the preset of that name.

    Raises:
        DataNotFoundError: if there is no such file.
        BadRequestError: for a name that is no preset, or a file that breaks a rule.
    """
    return read_style(name) if name.endswith(".toml") else style_named(name)
