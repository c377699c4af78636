"""A pattern as a minimal automaton, and how many strings of each length it accepts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from synth.errors import BadRequestError
from synth.text.pattern_syntax import MOST_REPEATS, body_of, written_characters
from synth.text.profiles import ALL_CHARACTERS, leaves_ink

if TYPE_CHECKING:
    from interegular import Pattern

#: For each state, (characters, state they lead to), ordered by their first character.
Moves = tuple[tuple[tuple[str, int], ...], ...]


@dataclass(frozen=True)
class Automaton:
    """A deterministic automaton: one path for each string it accepts.

    Attributes:
        moves: for each state, the characters that lead on and whereto; all states lead to an end.
        initial: the state at the start.
        finals: the states in which a string may end.
    """

    moves: Moves
    initial: int
    finals: frozenset[int]
    _ways: list[list[int]] = field(init=False, repr=False, compare=False, default_factory=list)

    @cached_property
    def bound(self) -> int | None:
        """Length of its longest string; None if there is no longest, -1 if there is no string."""
        alive = {state for state, out in enumerate(self.moves) if out} | self.finals
        if self.initial not in alive:
            return -1
        reached, longest = {self.initial}, 0
        for length in range(len(self.moves) + 1):
            if not reached:
                return longest
            longest = length
            reached = {target for state in reached for _, target in self.moves[state]}
        return None

    def ways(self, length: int) -> list[int]:
        """For each state, how many strings of `length` characters lead from it to an end."""
        table = self._ways
        if not table:
            table.append([int(state in self.finals) for state in range(len(self.moves))])
        while len(table) <= length:
            after = table[-1]
            table.append(
                [sum(len(chars) * after[target] for chars, target in out) for out in self.moves]
            )
        return table[length]

    def count(self, length: int) -> int:
        """How many strings of `length` characters it accepts."""
        return self.ways(length)[self.initial]

    def string(self, length: int, rank: int) -> str:
        """Its string number `rank`, in 0..count(length) - 1, of `length` characters."""
        state, text = self.initial, []
        for left in range(length - 1, -1, -1):
            after = self.ways(left)
            for chars, target in self.moves[state]:
                block = len(chars) * after[target]
                if rank < block:
                    place, rank = divmod(rank, after[target])
                    text.append(chars[place])
                    state = target
                    break
                rank -= block
        return "".join(text)

    def characters(self, lengths: list[int]) -> str:
        """Every character of its strings of these lengths, sorted."""
        found: set[str] = set()
        reached = {self.initial}
        for place in range(max(lengths)):
            rest = [self.ways(length - place - 1) for length in lengths if length > place]
            live = [
                (chars, target)
                for state in reached
                for chars, target in self.moves[state]
                if any(after[target] for after in rest)
            ]
            found.update(*(chars for chars, _ in live))
            reached = {target for _, target in live}
        return "".join(sorted(found))


def compile_pattern(pattern: str, characters: str | None) -> Automaton:
    """The strings of `pattern` that hold none but `characters`.

    With None, what `.` or a shorthand stands for is cut to the characters of the profiles, and
    those written out in the pattern are kept; blanks never are.

    Raises:
        BadRequestError: if the pattern is not understood or repeats too much.
    """
    from interegular.fsm import anything_else

    if characters is None:
        written = written_characters(pattern) | set(ALL_CHARACTERS)
        allowed = {character for character in written if leaves_ink(character)}
    else:
        allowed = set(characters)
    machine = _parsed(pattern).to_fsm().reduce()  # type: ignore[no-untyped-call]
    named = {character for character in machine.alphabet if character is not anything_else}
    groups = {}
    for key, members in machine.alphabet.by_transition.items():
        kept = allowed.intersection(members)
        groups[key] = kept | (allowed - named) if anything_else in members else kept
    edges = {
        state: [(char, target) for key, target in out.items() for char in groups[key]]
        for state, out in machine.map.items()
    }
    return _trimmed(edges, machine.initial, set(machine.finals))


def _parsed(pattern: str) -> Pattern:
    """The pattern's syntax tree."""
    from interegular import InvalidSyntax, Unsupported, parse_pattern

    body = body_of(pattern)
    try:
        parsed = parse_pattern(body)
    except (InvalidSyntax, Unsupported) as error:
        raise BadRequestError(
            "a pattern is a plain regular expression. "
            f"Received: {pattern!r}, {str(error) or 'which is not understood'}. "
            "Escape signs that stand for themselves by a backslash."
        ) from error
    shortest, longest = parsed.lengths
    if max(shortest, longest or 0) > MOST_REPEATS:
        raise BadRequestError(
            f"a pattern's strings have at most {MOST_REPEATS} characters, or no longest one. "
            f"Received: {pattern!r}, up to {longest or shortest}. Repeat less."
        )
    return parsed


def _trimmed(edges: dict[int, list[tuple[str, int]]], initial: int, finals: set[int]) -> Automaton:
    """The automaton of these edges without the states that lead to no end, numbered in order.

    States are numbered as they are met from the initial one by ascending characters, so that the
    same pattern gives the same automaton in every process.
    """
    alive: set[int] = set(finals)
    grown = True
    while grown:
        more = {s for s, out in edges.items() if s not in alive and any(t in alive for _, t in out)}
        grown = bool(more)
        alive |= more
    order, numbers = [initial], {initial: 0}
    moves: list[tuple[tuple[str, int], ...]] = []
    for state in order:
        out: dict[int, str] = {}
        for char, target in sorted(edges.get(state, [])):
            if target in alive:
                if target not in numbers:
                    numbers[target] = len(order)
                    order.append(target)
                out[numbers[target]] = out.get(numbers[target], "") + char
        moves.append(tuple((chars, target) for target, chars in out.items()))
    return Automaton(tuple(moves), 0, frozenset(numbers[s] for s in finals if s in numbers))


def whole_below(bound: int, rng: np.random.Generator) -> int:
    """A whole number uniform in [0, bound), however large `bound` is."""
    bits = (bound - 1).bit_length()
    size = math.ceil(bits / 8)
    while True:
        number = int.from_bytes(rng.bytes(size), "little") >> (8 * size - bits)
        if number < bound:
            return number
