"""A pattern as a nondeterministic automaton (K. Thompson, "Regular expression search", 1968)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from synth.text.pattern_tree import Alternatives, Atom, Node


class OutOfStepsError(Exception):
    """A pattern needs more steps than it may take."""


@dataclass(slots=True)
class Steps:
    """Steps still allowed; counted rather than timed, so that every machine refuses the same."""

    left: int

    def take(self, count: int = 1) -> None:
        """Use up `count` of them.

        Raises:
            OutOfStepsError: if fewer are left.
        """
        self.left -= count
        if self.left < 0:
            raise OutOfStepsError


@dataclass(slots=True)
class Nfa:
    """An automaton that may be in several states at once.

    Attributes:
        steps: what making and following it may take.
        reads: for each state, the atoms that lead on and whereto.
        jumps: for each state, where it leads without a character.
        end: the state in which a string may end; state 0 is the start.
    """

    steps: Steps
    reads: list[list[tuple[Atom, int]]] = field(default_factory=list)
    jumps: list[list[int]] = field(default_factory=list)
    end: int = 0

    def state(self, *before: int) -> int:
        """A new state, to which the states `before` jump."""
        self.steps.take()
        self.reads.append([])
        self.jumps.append([])
        new = len(self.reads) - 1
        for state in before:
            self.jumps[state].append(new)
        return new

    def write(self, node: Node, start: int) -> int:
        """The state in which the strings of `node`, begun in `start`, end."""
        if isinstance(node, Atom):
            end = self.state()
            self.reads[start].append((node, end))
            return end
        if isinstance(node, Alternatives):
            ends = []
            for sequence in node.options:
                at = self.state(start)
                for part in sequence:
                    at = self.write(part, at)
                ends.append(at)
            return self.state(*ends)
        for _ in range(node.least):
            start = self.write(node.body, start)
        if node.most is None:
            hub = self.state(start)
            self.jumps[self.write(node.body, self.state(hub))].append(hub)
            return self.state(hub)
        ends = [start]
        for _ in range(node.most - node.least):
            start = self.write(node.body, self.state(start))
            ends.append(start)
        return self.state(*ends)

    def reached(self, states: Iterable[int]) -> frozenset[int]:
        """The states reached from `states` without a character that read one, or are the end."""
        waiting = list(states)
        seen = set(waiting)
        while waiting:
            state = waiting.pop()
            self.steps.take()
            new = [aim for aim in self.jumps[state] if aim not in seen]
            seen.update(new)
            waiting += new
        return frozenset(state for state in seen if self.reads[state] or state == self.end)


def nfa_of(node: Node, steps: Steps) -> Nfa:
    """The automaton of the strings of `node`.

    Raises:
        OutOfStepsError: if it has too many states.
    """
    nfa = Nfa(steps)
    nfa.end = nfa.write(node, nfa.state())
    return nfa
