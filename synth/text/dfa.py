"""The minimal deterministic automaton of a nondeterministic one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from synth.text.nfa import Nfa
from synth.text.pattern_tree import Atom

#: For each state, what is read -> the state it leads to.
Edges = list[dict[str, int]]


@dataclass(frozen=True, slots=True)
class Dfa:
    """One path for each string; state 0 is the start.

    Attributes:
        edges: for each state, characters that lead on (no two keys share one) and whereto.
        finals: the states in which a string may end.
    """

    edges: Edges
    finals: frozenset[int]


def minimal_dfa(nfa: Nfa, allowed: Collection[str]) -> Dfa:
    """The smallest automaton of the strings of `nfa` that hold none but the characters `allowed`.

    Raises:
        OutOfStepsError: if it is not found in the steps that `nfa` may take.
    """
    return _merged(_alive(_determined(nfa, allowed)))


def _determined(nfa: Nfa, allowed: Collection[str]) -> Dfa:
    """A state for each set of states that `nfa` can be in at once (Rabin and Scott, 1959)."""
    blocks = _blocks({atom for reads in nfa.reads for atom, _ in reads}, allowed)
    sets = [nfa.reached([0])]
    numbers = {sets[0]: 0}
    edges: Edges = []
    for current in sets:
        aims: dict[str, set[int]] = defaultdict(set)
        for state in current:
            for atom, aim in nfa.reads[state]:
                nfa.steps.take(len(blocks[atom]))
                for block in blocks[atom]:
                    aims[block].add(aim)
        out = {}
        for block, aimed in aims.items():
            reached = nfa.reached(aimed)
            if reached not in numbers:
                numbers[reached] = len(sets)
                sets.append(reached)
            out[block] = numbers[reached]
        edges.append(out)
    return Dfa(edges, frozenset(n for n, current in enumerate(sets) if nfa.end in current))


def _blocks(atoms: Iterable[Atom], allowed: Collection[str]) -> dict[Atom, list[str]]:
    """For each atom the blocks it holds; characters that no atom tells apart are one block."""
    held = {atom: set(filter(atom.holds, allowed)) for atom in atoms}
    together: dict[frozenset[Atom], str] = defaultdict(str)
    for char in sorted(allowed):
        together[frozenset(atom for atom, chars in held.items() if char in chars)] += char
    return {atom: [block for key, block in together.items() if atom in key] for atom in held}


def _alive(dfa: Dfa) -> Dfa:
    """`dfa` without the states that lead to no end, the start excepted."""
    before: list[list[int]] = [[] for _ in dfa.edges]
    for state, out in enumerate(dfa.edges):
        for aim in out.values():
            before[aim].append(state)
    alive, waiting = set(dfa.finals), list(dfa.finals)
    while waiting:
        new = set(before[waiting.pop()]) - alive
        alive |= new
        waiting += new
    kept = [0, *sorted(alive - {0})]
    numbers = {state: number for number, state in enumerate(kept)}
    edges = [
        {block: numbers[aim] for block, aim in dfa.edges[state].items() if aim in alive}
        for state in kept
    ]
    return Dfa(edges, frozenset(numbers[state] for state in dfa.finals))


def _merged(dfa: Dfa) -> Dfa:
    """`dfa` with the states merged from which the same strings lead to an end (Hopcroft, 1971).

    A set of states is split by those that some characters lead into one of the sets, until none
    splits another; of two halves, to look at the smaller is enough.
    """
    before: list[list[tuple[str, int]]] = [[] for _ in dfa.edges]
    for state, out in enumerate(dfa.edges):
        for block, aim in out.items():
            before[aim].append((block, state))
    sets = [set(dfa.finals), set(range(len(dfa.edges))) - dfa.finals]
    place = [int(state not in dfa.finals) for state in range(len(dfa.edges))]
    waiting = {0, 1}
    while waiting:
        leading: dict[str, list[int]] = defaultdict(list)
        for aim in sets[waiting.pop()]:
            for block, state in before[aim]:
                leading[block].append(state)
        for states in leading.values():
            touched: dict[int, set[int]] = defaultdict(set)
            for state in states:
                touched[place[state]].add(state)
            for number, inside in touched.items():
                whole = sets[number]
                if len(inside) == len(whole):
                    continue
                small = inside if 2 * len(inside) <= len(whole) else whole - inside
                whole -= small
                new = len(sets)
                sets.append(small)
                waiting.add(new)
                for state in small:
                    place[state] = new
    edges: Edges = [{} for _ in sets]
    for state, out in enumerate(dfa.edges):
        edges[place[state]] = {block: place[aim] for block, aim in out.items()}
    return _starting(place[0], Dfa(edges, frozenset(place[state] for state in dfa.finals)))


def _starting(start: int, dfa: Dfa) -> Dfa:
    """What of `dfa` is reached from `start`; states are numbered as they are met by their reading.

    They are met by ascending characters, so that a pattern's automaton is the same in every
    process.
    """
    order, numbers = [start], {start: 0}
    edges: Edges = []
    for state in order:
        read = sorted((char, aim) for block, aim in dfa.edges[state].items() for char in block)
        joined: dict[int, str] = defaultdict(str)
        for char, aim in read:
            if aim not in numbers:
                numbers[aim] = len(order)
                order.append(aim)
            joined[numbers[aim]] += char
        edges.append({chars: aim for aim, chars in joined.items()})
    finals = frozenset(numbers[state] for state in dfa.finals if state in numbers)
    return Dfa(edges, finals)
