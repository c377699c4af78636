"""CARD.md: the data set in words and tables, written from its manifest alone."""

from __future__ import annotations

from collections.abc import Mapping

from synth.making.manifest import MANIFEST, Manifest

CARD = "CARD.md"
SHEET = "sheet.png"
_WRITERS = {True: "one", False: "mixed", None: "as each source has them"}


def render_card(manifest: Manifest, about: str) -> str:
    """The card of `manifest`; `about` says what reads its format."""
    config = manifest.config
    style, text = config["style"], config["text"]
    rows = {
        "samples": f"{manifest.count:,}",
        "shards": str(len(manifest.shards)),
        "format": f"{config['format']}: {about}",
        "split": config["split"],
        "seed": str(config["seed"]),
        "style": style["name"],
        "glyphs": _glyphs(config["glyphs"]),
        "writers of a string": _WRITERS[config.get("same_writer")],
        "text": _options(text) or "the style's own",
        "made with": f"seqdigits {manifest.version}",
    }
    written = sum(manifest.characters.values())
    parts = [
        "# Synthesized handwritten strings",
        f"![Some of the samples]({SHEET})",
        _table(("", ""), rows),
        "Each sample is a pure function of seed, split and index. The boxes are those of the "
        f"characters' ink, [x0, y0, x1, y1) in pixels. {MANIFEST} holds the whole configuration "
        "and the sha256 of every shard; that of a shard which is a folder is the sha256 of what "
        "`LC_ALL=C; sha256sum *` prints in it.",
        "## Characters",
        _table(("character", "share"), _shares(manifest.characters, written)),
        "## Characters in a text",
        _table(("characters", "share of texts"), _shares(manifest.lengths, manifest.count)),
    ]
    return "\n\n".join(parts) + "\n"


def _glyphs(glyphs: object) -> str:
    if not isinstance(glyphs, Mapping):
        return str(glyphs)
    return ", ".join(f"{name} (weight {weight:g})" for name, weight in glyphs.items())


def _options(text: object) -> str:
    if not isinstance(text, Mapping):
        return ""
    return ", ".join(f"{name} `{value}`" for name, value in text.items() if value is not None)


def _shares(counts: Mapping[str, int], total: int) -> dict[str, str]:
    return {
        f"`{name}`": f"{count / max(1, total):.2%} ({count:,})" for name, count in counts.items()
    }


def _table(head: tuple[str, str], rows: Mapping[str, str]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|"]
    lines += [f"| {_cell(name)} | {_cell(value)} |" for name, value in rows.items()]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
