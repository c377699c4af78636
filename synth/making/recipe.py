"""What a data set is made from, in values that can be stored, compared and sent to a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

from synth.glyphs import open_sources
from synth.style import open_style, table_of
from synth.synthesizer import Synthesizer
from synth.text import open_texts


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what is drawn.

    Attributes:
        style: a preset's name, or the path of a style's TOML file.
        glyphs: source name -> weight.
        seed: any non-negative integer.
        split: train, val or test.
        text: keyword arguments of `synth.text.open_texts`; empty for the style's own texts.
        same_writer: True for one writer per string, False for none kept; None for the default.
    """

    style: str = "everyday"
    glyphs: Mapping[str, float] = field(default_factory=lambda: {"strokes": 1.0})
    seed: int = 0
    split: str = "train"
    text: Mapping[str, Any] = field(default_factory=dict)
    same_writer: bool | None = None

    def open(self) -> Synthesizer:
        """The synthesizer that draws it.

        Raises:
            DataNotFoundError: if a source's data, the style's file or the corpus is missing.
            BadRequestError: for an unknown name or options that cannot be met.
        """
        texts = open_texts(**self.text) if self.text else None
        source = open_sources(self.glyphs, self.split, self.same_writer)
        return Synthesizer(source, open_style(self.style), self.seed, self.split, texts=texts)

    def describe(self) -> dict[str, Any]:
        """The recipe as JSON values, files by what they hold."""
        text = plain(self.text)
        style = open_style(self.style)
        corpus = self.text.get("corpus")
        if corpus is not None:
            digest = hashlib.sha256(Path(corpus).read_bytes()).hexdigest()
            text |= {"corpus": Path(corpus).name, "corpus_sha256": digest}
        return {
            "glyphs": plain(self.glyphs),
            "same_writer": self.same_writer,
            "seed": self.seed,
            "split": self.split,
            "style": {"name": style.name, **table_of(style)},
            "text": text,
        }


def open_recipe(recipe: Recipe | Synthesizer) -> Synthesizer:
    """The synthesizer of `recipe`."""
    return recipe.open() if isinstance(recipe, Recipe) else recipe


def describe(recipe: Recipe | Synthesizer) -> dict[str, Any]:
    """What decides the samples, as JSON values; of a synthesizer's source, its kind alone."""
    if isinstance(recipe, Recipe):
        return recipe.describe()
    return {
        "glyphs": type(recipe.source).__name__,
        "seed": recipe.seed,
        "split": recipe.split,
        "style": plain(recipe.style),
        "text": plain(recipe.texts),
    }


def plain(value: Any) -> Any:
    """`value` as JSON values: a dataclass by what it is made with, the unknown by its type."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.init}
    return str(value) if isinstance(value, Path) else type(value).__name__
