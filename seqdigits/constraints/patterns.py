"""What regular expression a text matches."""

from __future__ import annotations

from seqdigits.constraints.kept import Kept
from seqdigits.decoding import Automaton
from seqdigits.errors import ConstraintError


def pattern_automaton(pattern: str, kept: Kept) -> Automaton:
    """The texts that `re.fullmatch` finds to match `pattern` (see `synth.text.pattern_syntax`).

    Raises:
        ConstraintError: if the pattern is not understood, or matches no text of the characters
            kept.
    """
    from synth.errors import BadRequestError
    from synth.text.automaton import compile_pattern

    try:
        machine = compile_pattern(pattern, "".join(kept.labels))
        if machine.bound == -1:
            _refuse(pattern, kept)
    except BadRequestError as error:
        raise ConstraintError(str(error)) from error
    return kept.explore(
        [machine.initial],
        lambda state: ((char, aim) for chars, aim in machine.moves[state] for char in chars),
        lambda state: state in machine.finals,
    )


def _refuse(pattern: str, kept: Kept) -> None:
    """Raise ConstraintError: no text of the characters kept matches `pattern`."""
    from synth.text.automaton import compile_pattern

    free = compile_pattern(pattern, None)
    if free.bound != -1:
        shortest = next(n for n in range(len(free.moves)) if free.count(n))
        kept.require(free.string(shortest, 0), f"the pattern '{pattern}'")
    raise ConstraintError(
        f"a pattern matches at least one text. Received: '{pattern}', which matches none of the "
        f"characters {''.join(kept.labels)!r}. Widen its classes."
    )
