"""A pattern that `pattern_syntax` has checked, as a tree of atoms, alternatives and repeats."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

_PART = re.compile(
    r"(?P<open>\((?:\?(?::|P<\w+>))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<repeat>(?:[*+?]|\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\})\??)"
    r"|(?P<atom>\[(?:\\.|[^\]\\])*\]|\\.|.)",
    re.DOTALL,
)
#: Sign of a repeat -> least, most.
_SIGNS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_MEMBER = re.compile(r"(\\.|.)(?:-(\\.|.))?", re.DOTALL)
_SHORTHANDS = {".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S"}


@dataclass(frozen=True, slots=True)
class Atom:
    """What stands for one character.

    Attributes:
        source: a character, an escaped one, a shorthand, a class or a dot, as written.
    """

    source: str

    def holds(self, character: str) -> bool:
        """True if it stands for `character`."""
        return re.fullmatch(self.source, character) is not None

    def written(self) -> Iterator[str]:
        """The characters it names, ends of ranges and all between them; a negated class's none."""
        if self.source[0] != "[" or len(self.source) == 1:
            if self.source not in _SHORTHANDS:
                yield self.source[-1]
        elif self.source[1] != "^":
            for first, last in _MEMBER.findall(self.source[1:-1]):
                if first not in _SHORTHANDS - {"."}:
                    yield from map(chr, range(ord(first[-1]), ord((last or first)[-1]) + 1))


@dataclass(frozen=True, slots=True)
class Repeat:
    """A node `least` to `most` times; without a `most`, any number of times."""

    body: Node
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of some sequences of nodes; a sequence may be empty."""

    options: tuple[tuple[Node, ...], ...]


Node = Atom | Repeat | Alternatives


def parse(body: str) -> Alternatives:
    """The tree of `body`, a pattern that `pattern_syntax.body_of` has let through."""
    #: Groups still open, each the alternatives it has so far.
    groups: list[list[list[Node]]] = [[[]]]
    for part in _PART.finditer(body):
        sequence = groups[-1][-1]
        if part["open"]:
            groups.append([[]])
        elif part["close"]:
            group = groups.pop()
            groups[-1][-1].append(_alternatives(group))
        elif part["bar"]:
            groups[-1].append([])
        elif part["repeat"]:
            sequence.append(Repeat(sequence.pop(), *_bounds(part)))
        else:
            sequence.append(Atom(part["atom"]))
    return _alternatives(groups.pop())


def _alternatives(options: list[list[Node]]) -> Alternatives:
    return Alternatives(tuple(map(tuple, options)))


def _bounds(part: re.Match[str]) -> tuple[int, int | None]:
    """Least and most of a repeat."""
    if part["comma"] is None:
        return _SIGNS[part["repeat"][0]]
    least = int(part["least"] or 0)
    if part["comma"]:
        return least, int(part["most"]) if part["most"] else None
    return least, least


def atoms_of(node: Node) -> Iterator[Atom]:
    """Every atom below `node`."""
    if isinstance(node, Atom):
        yield node
    elif isinstance(node, Repeat):
        yield from atoms_of(node.body)
    else:
        for sequence in node.options:
            for part in sequence:
                yield from atoms_of(part)


def lengths_of(node: Node) -> tuple[int, float]:
    """Characters of the shortest and the longest string of `node`; infinity if none is longest."""
    if isinstance(node, Atom):
        return 1, 1
    if isinstance(node, Repeat):
        shortest, longest = lengths_of(node.body)
        most = math.inf if node.most is None else node.most
        return shortest * node.least, longest * most if longest and most else 0
    parts = [[lengths_of(part) for part in sequence] for sequence in node.options]
    return (
        min(sum(shortest for shortest, _ in sequence) for sequence in parts),
        max(sum(longest for _, longest in sequence) for sequence in parts),
    )
