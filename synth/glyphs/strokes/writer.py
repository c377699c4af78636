"""A writer: one person's letterforms, slant, roundness, care and pen."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from synth.errors import BadRequestError
from synth.glyphs.glyph import Glyph
from synth.glyphs.pen import Pen, Rendering, draw, draw_all
from synth.glyphs.strokes.letterforms import LETTERFORMS, SCHOOLS, Letterform
from synth.glyphs.strokes.skeleton import Skeleton

Points = NDArray[np.float64]

_PREFERENCE = 6.0  # how much likelier a school's own letterforms are
_STRAY = 0.06  # probability of a letterform that is not the hand's own
_OWN_WIDTH = 0.12  # spread of a letterform's width, in logarithms, from hand to hand
_SIGN_CARE = 0.5  # how much of its habits a hand shows in signs, which have little shape to lose
_TILT = 0.03  # spread of the slant from glyph to glyph
_OLD_HEIGHT = {"0": 0.68, "1": 0.7, "2": 0.7}
_OLD_DROP = {"3": 0.3, "4": 0.28, "5": 0.3, "7": 0.32, "9": 0.32}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a hand bends the letterforms; lengths in em.

    Attributes:
        school: Letter of SCHOOLS whose letterforms it prefers, or "" for none.
        old: How far it writes old-style figures, 0 to 1: some hang low, some are small.
        slant: Tangent of its slant to the right.
        aspect: Width against the letterforms'.
        waist: How far waists lie above the middle.
        head: How much wider heads are than feet.
        bow: How far the middle is pushed to the right.
        round: Share of smooth lines over straight ones.
        soft: Share of corners turned into loops and bends.
        haste: Share of bends cut short.
        habit: Size of its own lasting departures from the letterforms.
        wobble: Size of what changes from glyph to glyph.
        loose: Size of misplaced strokes, open joints and overshoots.
        tremor: Size of a fine waviness.
        uneven: Spread of the glyphs' sizes.
        drift: Growth of the size from glyph to glyph.
    """

    school: str
    old: float
    slant: float
    aspect: float
    waist: float
    head: float
    bow: float
    round: float
    soft: float
    haste: float
    habit: float
    wobble: float
    loose: float
    tremor: float
    uneven: float
    drift: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Manner:
        """Someone's manner."""
        u = rng.random(12).tolist()
        n = rng.standard_normal(8).tolist()
        school = SCHOOLS[int(u[0] / 0.65 * len(SCHOOLS))] if u[0] < 0.65 else ""
        old = 0.7 + 0.5 * u[1] if u[1] < (0.5 if school == "o" else 0.05) else 0.0
        degrees = min(max(11 + 13 * n[0], -15.0), 45.0)
        return cls(
            school=school,
            old=old,
            slant=math.tan(math.radians(degrees)),
            aspect=min(max(math.exp(0.07 + 0.24 * n[1]), 0.55), 1.9),
            waist=0.06 * n[2],
            head=0.12 * n[3],
            bow=0.04 * n[4],
            round=1.05 - 0.55 * u[2] ** 3,
            soft=0.6 * u[3] ** 2,
            haste=0.9 * u[4] ** 2,
            habit=0.02 + 0.04 * u[5],
            wobble=0.008 + 0.03 * u[6] ** 2,
            loose=0.004 + 0.05 * u[7] ** 2,
            tremor=0.012 * u[8] if u[9] < 0.3 else 0.0,
            uneven=0.02 + 0.07 * u[10] ** 2,
            drift=0.012 * n[5],
        )

    def bend(self, char: str, width: float) -> Points:
        """(5, 2): what takes a skeleton's `terms` to points as this manner shapes them all.

        Args:
            char: The character: old-style figures differ in size and place.
            width: Width against what this manner gives every letterform.
        """
        small = 1 - self.old * (1 - _OLD_HEIGHT.get(char, 1.0))
        drop = self.old * _OLD_DROP.get(char, 0.0)
        narrow = (1 + small) / 2
        aspect = self.aspect * width * narrow
        bow, belly = -4 * self.bow * narrow, 4 * self.waist * small
        lean = -self.slant
        return np.array(
            [
                [aspect * (1 - self.head), 0.0],
                [bow + lean * (small + belly), small + belly],
                [-2 * aspect * self.head, 0.0],
                [bow + lean * belly, belly],
                [lean * drop, drop],
            ]
        )


def draw_pen(rng: np.random.Generator, manner: Manner) -> Pen:
    """Someone's pen: a ballpoint, a marker, a broad or a pointed nib; finer in a narrow hand."""
    u = rng.random(6).tolist()
    spread = u[0] * min(1.0, manner.aspect * math.cos(math.atan(manner.slant)))
    if u[1] < 0.5:
        return Pen(width=0.045 + 0.085 * spread, taper=0.5 * u[2] if u[3] < 0.5 else 0.0)
    if u[1] < 0.72:
        return Pen(width=0.1 + 0.17 * spread**2)
    if u[1] < 0.84:
        return Pen(
            width=0.09 + 0.11 * spread, taper=0.3 * u[2], nib=0.3 + 0.4 * u[3], angle=0.2 + u[4]
        )
    return Pen(width=0.08 + 0.11 * spread, taper=0.2 + 0.4 * u[2], swell=0.3 + 0.45 * u[3])


@cache
def _likelihood(forms: tuple[Letterform, ...], school: str) -> list[float]:
    """Probability of each letterform of a character, added up, for a hand of a school."""
    shares = [
        form.weight * (_PREFERENCE if school and school in form.schools else 1.0) for form in forms
    ]
    return [total / sum(shares) for total in accumulate(shares[:-1])]


@dataclass(slots=True)
class StrokeHand:
    """One writer; satisfies `synth.glyphs.glyph.Hand`.

    Attributes:
        manner: How it bends letterforms.
        pen: What it writes with.
        em: Digit height of its rendering, in pixels.
        joins: Probability that it joins neighbouring characters.
        forms: The letterforms of each character it can write.
    """

    manner: Manner
    pen: Pen
    em: float
    joins: float
    forms: Mapping[str, tuple[Letterform, ...]] = field(default_factory=lambda: LETTERFORMS)
    _habits: dict[str, tuple[Letterform, Points]] = field(default_factory=dict)
    _written: int = 0

    @property
    def thickness(self) -> float:
        """Widest line, in pixels."""
        return self.pen.width * self.em

    def glyph(self, char: str, rng: np.random.Generator) -> Glyph:
        """The character, written once more.

        Raises:
            BadRequestError: No letterform writes this character.
        """
        return self.glyphs(char, rng)[0]

    def glyphs(self, text: str, rng: np.random.Generator) -> list[Glyph]:
        """The characters of `text`, each written once more.

        Raises:
            BadRequestError: No letterform writes one of them.
        """
        if not text:
            return []
        written = [self._once_more(char, rng) for char in text]
        images = draw_all([strokes for strokes, _ in written], self.pen, self.em)
        return [
            self._placed(char, strokes, name, drawn)
            for char, (strokes, name), drawn in zip(text, written, images, strict=True)
        ]

    def _once_more(self, char: str, rng: np.random.Generator) -> tuple[list[Points], str]:
        """The strokes of `char`, in em, and a name for them."""
        stray, choice, identity = rng.random(3).tolist()
        habit = self._habits.get(char)
        if habit is None or stray < _STRAY:
            habit = self._acquire(char, choice, rng)
            self._habits.setdefault(char, habit)
        form, points = habit
        return self._write(form.skeleton, points, rng), f"{form.name}:{int(identity * 2**53):014x}"

    def ink(self, char: str, strokes: list[Points], name: str) -> Glyph:
        """The strokes, in em, in this hand's pen; `name` tells it from every other glyph."""
        return self._placed(char, strokes, name, draw(strokes, self.pen, self.em))

    def _placed(self, char: str, strokes: list[Points], name: str, drawn: Rendering) -> Glyph:
        """The glyph that `strokes` became when they were `drawn`."""
        image, origin = drawn
        first, last = (strokes[0][0] * self.em).tolist(), (strokes[-1][-1] * self.em).tolist()
        return Glyph(
            char=char,
            image=image,
            height=self.em,
            bottom=image.shape[0] - 0.5 - origin[1],
            key=f"strokes:{char}:{name}",
            entry=(first[0] + origin[0], first[1] + origin[1]),
            exit=(last[0] + origin[0], last[1] + origin[1]),
        )

    def _acquire(
        self, char: str, choice: float, rng: np.random.Generator
    ) -> tuple[Letterform, Points]:
        """A letterform of its school and the points it has made its own."""
        forms = self.forms.get(char)
        if forms is None:
            raise BadRequestError(
                f"Strokes write only {''.join(self.forms)!r}. Received: {char!r}. "
                "Leave it out or take another source."
            )
        form = forms[bisect(_likelihood(forms, self.manner.school), choice)]
        skeleton = form.skeleton
        noise = rng.standard_normal((len(skeleton.points) + 1, 2))
        habit = self.manner.habit * (1.0 if char.isalnum() else _SIGN_CARE)
        points = skeleton.terms @ self.manner.bend(char, math.exp(_OWN_WIDTH * float(noise[-1, 0])))
        points += habit * (skeleton.bend @ noise[:-1])
        return form, points

    def _write(self, skeleton: Skeleton, points: Points, rng: np.random.Generator) -> list[Points]:
        """The strokes, in em, of one glyph."""
        manner = self.manner
        k, m = skeleton.shift.shape
        q = skeleton.tremble.shape[1] if manner.tremor else 0
        noise = rng.standard_normal((1 + k + m + q, 2))
        size, tilt = noise[0].tolist()
        noise[1 : k + 1] *= manner.wobble
        noise[k + 1 : k + m + 1] *= manner.loose
        points = points + skeleton.sway @ noise[1 : k + m + 1]
        points *= math.exp(manner.drift * min(self._written, 12) + manner.uneven * size)
        points[:, 0] -= _TILT * tilt * points[:, 1]
        self._written += 1
        lines = skeleton.lines(points, manner.round, manner.soft, manner.haste)
        if q:
            lines += manner.tremor * (skeleton.tremble @ noise[-q:])
        return skeleton.cut(lines)
