"""Images that show no number, to train and test a reader's sense of what it cannot read."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import numpy as np

from synth.glyphs.glyph import Source
from synth.glyphs.mixture import Mixture
from synth.glyphs.splits import split_number
from synth.glyphs.strokes import LetterSource
from synth.glyphs.strokes.letter_source import LOOP, SCRATCH
from synth.glyphs.strokes.letters import LETTERS
from synth.style import Style
from synth.synthesizer import Sample, Synthesizer

LOOKALIKES = frozenset("oODQUuCcaeIilLjJrvVZzyYAhSsbGTtFfBPgqd")
"""Letters that, written in haste, can be taken for a digit.

0: o O D Q U u C c a e; 1: I i l L j J r v V; 2: Z z; 4: y Y A h; 5: S s; 6: b G; 7: T t F f; 8: B;
9: P g q; 01: d.
"""
UNMISTAKABLE = "".join(letter for letter in LETTERS if letter not in LOOKALIKES)
"""The other letters."""
PLAIN_SHARE = 0.4
"""At least this share of the characters of words, digits among them or not, is unmistakable."""
TURNED = "347"
"""Digits that are no digit upside down."""
TURNED_SHARE = 1 / 3
"""At least this share of the digits upside down is of these."""
LONGEST_WORD = 9
UPSIDE_DOWN = "upside down"

_SYLLABLE = tuple(
    tuple(parts.split(" "))
    for parts in (
        "b br c ch d dr f fr g gr h k kl l m n p pr qu r s sch st t tr v w wh x y z",
        "a e i o u a e i o ai ea ie ou y",
        "    l m n r s t ck ff ll mm nn rk rm st th x",  # four are empty
    )
)
#: Probability that letters among digits are written by the digits' own source and another pen.
_OTHER_PEN = 1 / 3
#: Share of single letters among words.
_SINGLE = 0.25
#: Keeps the draws apart from a Synthesizer's of the same seed.
_STREAM = 0x0DD


def word(rng: np.random.Generator) -> str:
    """1 to 9 letters: syllables in small letters, capitalised or in capitals, or any letters.

    One word in four is a single letter, which is the hardest to tell from a digit. At least one
    letter and PLAIN_SHARE of them are unmistakable.
    """
    length = 1 if rng.random() < _SINGLE else int(rng.integers(2, LONGEST_WORD + 1))
    kind = rng.random()
    if kind < 0.12:
        letters = _pick("".join(LETTERS), length, rng)
    else:
        letters = _syllables(length, rng)
        if kind < 0.32:
            letters = letters.upper()
        elif kind < 0.55:
            letters = letters.capitalize()
    return _made_plain(letters, rng)


def letters_among_digits(rng: np.random.Generator) -> str:
    """2 to 8 letters and digits, in any order or in two groups, such as "1K4M" or "WB73".

    At least one character and PLAIN_SHARE of them are unmistakable letters; at least one is a
    digit.
    """
    length, case = int(rng.integers(2, 9)), rng.random()
    plain = int(rng.integers(math.ceil(PLAIN_SHARE * length), length))
    digits = int(rng.integers(1, length - plain + 1))
    plain_ones, every = UNMISTAKABLE, "".join(LETTERS)
    if case < 0.8:
        plain_ones, every = (_in_case(c, case < 0.45) for c in (plain_ones, every))
    letters = _pick(plain_ones, plain, rng) + _pick(every, length - plain - digits, rng)
    letters = _shuffled(letters, rng)
    number = _pick("0123456789", digits, rng)
    if rng.random() < 0.4:
        return letters + number if rng.random() < 0.6 else number + letters
    return _shuffled(letters + number, rng)


def loops(rng: np.random.Generator) -> str:
    """One to three loops."""
    return LOOP * int(rng.choice([1, 1, 2, 3]))


def scratches(rng: np.random.Generator) -> str:
    """One to three scratch-outs."""
    return SCRATCH * int(rng.choice([1, 1, 2, 3]))


def number_to_turn(rng: np.random.Generator) -> str:
    """2 to 8 digits; at least one and TURNED_SHARE of them are no digit upside down."""
    length = int(rng.integers(2, 9))
    digits = np.array(list(_pick("0123456789", length, rng)))
    needed = math.ceil(TURNED_SHARE * length)
    digits[rng.permutation(length)[:needed]] = list(_pick(TURNED, needed, rng))
    return "".join(digits.tolist())


KINDS: dict[str, tuple[float, Callable[[np.random.Generator], str]]] = {
    "word": (0.35, word),
    "letters among digits": (0.15, letters_among_digits),
    "loops": (0.15, loops),
    "scratches": (0.15, scratches),
    UPSIDE_DOWN: (0.2, number_to_turn),
}
"""Kind -> its share, and what draws the characters that are written."""
_SHARES = tuple(accumulate(share for share, _ in KINDS.values()))


@dataclass(frozen=True)
class Negatives:
    """Draws images that show no number, of one split in one style.

    Attributes:
        source: where the digits' hands come from, for letters among digits and for numbers upside
            down; it must hold only glyphs of `split`. Letters and scribbles are pen strokes.
        style: the parameters; its law of texts is not asked.
        seed: any non-negative integer.
        split: train, val or test; part of every sample's seed.
    """

    source: Source
    style: Style
    seed: int = 0
    split: str = "train"

    def __post_init__(self) -> None:
        Synthesizer(self.source, self.style, self.seed, self.split)  # refuses a bad seed or split

    def __iter__(self) -> Iterator[Sample]:
        index = 0
        while True:
            yield self.sample(index)
            index += 1

    def sample(self, index: int) -> Sample:
        """Sample `index`, the same in every process and order; its text is empty.

        `parameters["negative"]` names the kind and `parameters["written"]` the characters, LOOP
        and SCRATCH among them.
        """
        rng = np.random.default_rng([self.seed, split_number(self.split), index, _STREAM])
        place = rng.random() * _SHARES[-1]
        return self.write(tuple(KINDS)[bisect(_SHARES, place)], rng)

    def write(self, kind: str, rng: np.random.Generator) -> Sample:
        """One image of `kind`, a key of KINDS, with `rng` for every choice."""
        text = KINDS[kind][1](rng)
        sample = self._writer(kind, rng).write(text, rng)
        image = sample.image
        if kind == UPSIDE_DOWN:
            image = np.ascontiguousarray(image[::-1, ::-1])
        parameters = {**sample.parameters, "negative": kind, "written": text}
        return replace(sample, image=image, text="", boxes=(), parameters=parameters)

    def _writer(self, kind: str, rng: np.random.Generator) -> Synthesizer:
        """Whose hand writes a text of this kind."""
        if kind == UPSIDE_DOWN:
            return self._digits
        if kind == "letters among digits" and rng.random() < _OTHER_PEN:
            return self._mixed
        return self._letters

    @cached_property
    def _digits(self) -> Synthesizer:
        return Synthesizer(self.source, self.style, self.seed, self.split)

    @cached_property
    def _letters(self) -> Synthesizer:
        return replace(self._digits, source=LetterSource())

    @cached_property
    def _mixed(self) -> Synthesizer:
        return replace(self._digits, source=Mixture((self.source,), (1.0,), LetterSource()))


def _pick(characters: str, count: int, rng: np.random.Generator) -> str:
    """`count` of the characters, any as often as another."""
    return "".join(characters[i] for i in rng.integers(0, len(characters), count).tolist())


def _in_case(letters: str, capital: bool) -> str:
    """The capitals of the letters, or the small ones."""
    return "".join(letter for letter in letters if letter.isupper() == capital)


def _shuffled(text: str, rng: np.random.Generator) -> str:
    """The same characters in another order."""
    return "".join(text[i] for i in rng.permutation(len(text)).tolist())


def _syllables(length: int, rng: np.random.Generator) -> str:
    """`length` small letters that can be spoken."""
    text = ""
    while len(text) < length:
        text += "".join(parts[int(rng.integers(len(parts)))] for parts in _SYLLABLE)
    return text[:length]


def _made_plain(letters: str, rng: np.random.Generator) -> str:
    """The letters, as many lookalikes replaced in their own case as PLAIN_SHARE asks."""
    doubtful = [i for i, letter in enumerate(letters) if letter in LOOKALIKES]
    allowed = len(letters) - max(1, math.ceil(PLAIN_SHARE * len(letters)))
    made = list(letters)
    for i in rng.permutation(doubtful).astype(int).tolist()[: max(0, len(doubtful) - allowed)]:
        made[i] = _pick(_in_case(UNMISTAKABLE, letters[i].isupper()), 1, rng)
    return "".join(made)
