"""Texts from a file of one's own, one a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from synth.errors import BadDataError, DataNotFoundError
from synth.text.lengths import Choice, Lengths
from synth.text.profiles import leaves_ink


@dataclass(frozen=True)
class CorpusTexts:
    """The lines of a corpus, each as likely as any other; a line that comes twice comes twice.

    Attributes:
        lines: the texts.
        lengths: length law over the lengths the lines have, which are drawn evenly within each;
            None draws every line alike.
    """

    lines: tuple[str, ...] = field(repr=False)
    lengths: Lengths | None = None
    _choice: Choice = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_choice", Choice(self.lines, self.lengths, "a corpus"))

    @cached_property
    def characters(self) -> str:
        """Every character a text can hold, sorted."""
        return "".join(sorted(set().union(*self._choice.kept)))

    @property
    def longest(self) -> int:
        """Most characters a text can have."""
        return self._choice.longest

    def sample(self, rng: np.random.Generator) -> str:
        """One text."""
        return self._choice.sample(rng)


def read_corpus(path: Path, allowed: str | None) -> tuple[str, ...]:
    """The texts of the UTF-8 file `path`, one a line.

    Blanks around a line are taken off, blank lines are skipped. Texts keep to the characters
    `allowed`; with None they may hold any that leave ink.

    Raises:
        DataNotFoundError: if there is no such file.
        BadDataError: naming the file and the line that is no UTF-8 or holds other characters, or
            if no text is left.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataNotFoundError(
            f"a corpus is a text file with one text a line. Received: {path}, which cannot be "
            f"read: {error.strerror}. Name a file that exists."
        ) from error
    lines = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        try:
            text = line.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise BadDataError(
                f"a corpus is UTF-8. Received: {path}, line {number}, which is not. Store it so."
            ) from error
        foreign = sorted(
            c for c in set(text) if not (leaves_ink(c) if allowed is None else c in allowed)
        )
        if foreign:
            kept, advice = (
                (f"the characters {allowed!r}", "Mend the line or choose a wider profile")
                if allowed
                else ("characters that leave ink, no blanks", "Mend the line")
            )
            raise BadDataError(
                f"a corpus keeps to {kept}. Received: {path}, line {number}, with "
                f"{', '.join(map(repr, foreign))}. {advice}."
            )
        if text:
            lines.append(text)
    if not lines:
        raise BadDataError(
            f"a corpus has a text on at least one line. Received: {path}, which has none. "
            "Write one text a line."
        )
    return tuple(lines)
