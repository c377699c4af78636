"""A pattern as a minimal automaton, and how many strings of each length it accepts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

import numpy as np

from synth.errors import BadRequestError
from synth.text.dfa import minimal_dfa
from synth.text.nfa import OutOfStepsError, Steps, nfa_of
from synth.text.pattern_syntax import MOST_REPEATS, body_of
from synth.text.pattern_tree import Alternatives, atoms_of, lengths_of, parse
from synth.text.profiles import ALL_CHARACTERS, leaves_ink

#: What compiling a pattern may take, about a second of one core.
MOST_STEPS = 300_000
#: Characters of a pattern that an error repeats.
_SHOWN = 100
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
        if not self.finals:
            return -1
        aims = {state: {aim for _, aim in out} for state, out in enumerate(self.moves)}
        longest: dict[int, int] = {}
        try:
            for state in TopologicalSorter(aims).static_order():  # what it leads to comes first
                longest[state] = max((1 + longest[aim] for aim in aims[state]), default=0)
        except CycleError:
            return None
        return longest[self.initial]

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
        BadRequestError: if the pattern is not understood, repeats too much or needs too large an
            automaton.
    """
    body = body_of(pattern)
    try:
        tree = parse(body)
        _check_lengths(tree, pattern)
        written = {character for atom in atoms_of(tree) for character in atom.written()}
        allowed = filter(leaves_ink, written | set(ALL_CHARACTERS))
        nfa = nfa_of(tree, Steps(MOST_STEPS))
        dfa = minimal_dfa(nfa, set(allowed if characters is None else characters))
    except (OutOfStepsError, RecursionError) as error:
        raise BadRequestError(
            f"a pattern's automaton is made in at most {MOST_STEPS:,} steps. Received: "
            f"{_short(pattern)}, which needs more. Shorten what follows an endless or optional "
            "part, or give the texts one by one in a file."
        ) from error
    return Automaton(tuple(tuple(out.items()) for out in dfa.edges), 0, dfa.finals)


def _check_lengths(tree: Alternatives, pattern: str) -> None:
    """Raise BadRequestError if the strings of `tree` are longer than any text."""
    shortest, longest = lengths_of(tree)
    most = shortest if math.isinf(longest) else longest
    if most > MOST_REPEATS:
        raise BadRequestError(
            f"a pattern's strings have at most {MOST_REPEATS} characters, or no longest one. "
            f"Received: {_short(pattern)}, up to {most}. Repeat less."
        )


def _short(pattern: str) -> str:
    return repr(pattern if len(pattern) <= _SHOWN else f"{pattern[:_SHOWN]}...")


def whole_below(bound: int, rng: np.random.Generator) -> int:
    """A whole number uniform in [0, bound), however large `bound` is."""
    bits = (bound - 1).bit_length()
    size = math.ceil(bits / 8)
    while True:
        number = int.from_bytes(rng.bytes(size), "little") >> (8 * size - bits)
        if number < bound:
            return number
