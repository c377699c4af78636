"""A model evaluated on sets of strings and of single glyphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from seqdigits.bundle import Bundle, load_bundle
from seqdigits.data import GlyphSet
from seqdigits.data.labelled import Labelled
from seqdigits.evaluation.glyph_figures import GlyphFigures, glyph_figures
from seqdigits.evaluation.reading_glyphs import classify_glyphs, read_glyphs
from seqdigits.evaluation.reading_strings import SetReads, kept_characters, read_strings, together
from seqdigits.evaluation.string_figures import StringFigures, string_figures
from seqdigits.reading import Reader
from seqdigits.runtime import OnnxRunner


@dataclass(frozen=True, slots=True)
class Settings:
    """How to evaluate.

    Attributes:
        profile: characters to expect.
        max_ood: probability of showing what is no number above which a picture is rejected; 1
            rejects none.
        seed: of the bootstrap.
        replicates: of the bootstrap; 0 for no bootstrap intervals.
        mistakes: how many of a set to keep with their pictures.
    """

    profile: str = "digits"
    max_ood: float = 1.0
    seed: int = 0
    replicates: int = 1000
    mistakes: int = 24


@dataclass(frozen=True)
class Evaluated:
    """A set that was read, and its figures."""

    reads: SetReads
    figures: StringFigures | GlyphFigures


@dataclass(frozen=True)
class Evaluation:
    """A model on several sets.

    Attributes:
        bundle: the model.
        settings: how it was evaluated.
        sets: each set, in the order given.
        pooled: all strings of several sets as one; None for fewer than two sets of strings.
    """

    bundle: Bundle
    settings: Settings
    sets: tuple[Evaluated, ...]
    pooled: Evaluated | None

    @property
    def sections(self) -> tuple[Evaluated, ...]:
        """Every set, and what was pooled last."""
        return self.sets if self.pooled is None else (*self.sets, self.pooled)


def evaluate(
    model: str | Path, sets: Sequence[GlyphSet | Labelled], settings: Settings
) -> Evaluation:
    """Figures of a model on every set.

    A bundle that tells single glyphs apart is given sets of glyphs as they are laid out for it, and
    reads strings as `seqdigits.reading.Reader` does; one that reads strings reads the glyphs'
    pictures, and anything but exactly the one character is wrong.

    Args:
        model: a released bundle's name or a bundle's folder.
        sets: glyphs and strings.
        settings: how to evaluate.

    Raises:
        BundleNotFoundError: if there is no such bundle.
        BundleError: if it is damaged, or cannot read these sets.
        AlphabetError: if the profile is unknown.
        DataError: if a set holds what the model cannot read, or nothing that can be used.
    """
    asked = _Model(model, settings)
    done = tuple(asked.evaluate(data) for data in sets)
    strings = [one.reads for one in done if isinstance(one.figures, StringFigures)]
    pooled = None
    if len(strings) > 1:
        reads = together(strings, settings.mistakes)
        pooled = Evaluated(reads, asked.figures_of(reads))
    return Evaluation(asked.bundle, settings, done, pooled)


class _Model:
    """A bundle, loaded once, that reads sets of either kind."""

    def __init__(self, model: str | Path, settings: Settings) -> None:
        self.bundle = load_bundle(model)
        self._model = model
        self._settings = settings

    @cached_property
    def _reader(self) -> Reader:
        asked = self._settings
        return Reader.load(self._model, asked.profile, max_ood=asked.max_ood)

    def evaluate(self, data: GlyphSet | Labelled) -> Evaluated:
        asked = self._settings
        if isinstance(data, GlyphSet):
            reads, characters = self._read_glyphs(data)
            figures = glyph_figures(reads, characters, asked.replicates, asked.seed)
            return Evaluated(reads, figures)
        reads = read_strings(self._reader, data, asked.profile, asked.mistakes)
        return Evaluated(reads, self.figures_of(reads))

    def figures_of(self, reads: SetReads) -> StringFigures:
        asked = self._settings
        characters = kept_characters(self._reader, asked.profile)
        return string_figures(reads, characters, asked.replicates, asked.seed)

    def _read_glyphs(self, data: GlyphSet) -> tuple[SetReads, str]:
        """What is read of each glyph, and the characters told apart."""
        asked = self._settings
        if self.bundle.config.is_ctc:
            reads = read_glyphs(self._reader, data, asked.profile, asked.mistakes)
            return reads, kept_characters(self._reader, asked.profile)
        reads = classify_glyphs(OnnxRunner(self.bundle), data, asked.mistakes)
        return reads, self.bundle.config.net.characters
