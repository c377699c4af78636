"""Print whether the second likeliest text tells more of a reading than its own probability does.

Usage, with SEQDIGITS_DATA set: python scripts/what_rivals_tell.py models/base

Validation parts of the real sets, every figure from a fit on the other four of five random folds.
Two questions: is a map of confidences better if it knows the margin, the log of how many times
likelier the reading is than the next text; and how probable is it that the next text is the right
one, by its own probability at the fitted temperature, or by what a map takes from the reading or
adds to it, shared out among all other texts in proportion (Jeffrey's rule).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from calibration_report import PROFILE, joined
from numpy.typing import NDArray

from seqdigits.bundle import Bundle, load_bundle
from seqdigits.calibrating import Answers, Rescorer, answer, score
from seqdigits.calibration import correctness_costs, fit_temperature
from seqdigits.calibration.logistic import fit_weights, log_odds, sigmoid
from seqdigits.decoding import best_texts_each, erase, log_softmax
from seqdigits.errors import DataError
from seqdigits.evaluation import REAL_SETS, open_labelled
from seqdigits.runtime import by_length, line_runner
from synth.glyphs.files import data_folder

FOLDS = 5
WIDEST = 20.0
"""Margins are cut off here, in either direction."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class HeldOut:
    """Chances by fits on the other folds, (N,) each, of strings with ink.

    Attributes:
        right: whether the reading is right.
        maps: by what a map knows, the chance that it is.
        next_right: whether the next text is the right one.
        rivals: by rule, the chance that it is.
    """

    right: NDArray[np.bool_]
    maps: dict[str, Floats]
    next_right: NDArray[np.bool_]
    rivals: dict[str, Floats]


def next_texts(
    bundle: Bundle, answers: Answers, readings: tuple[str, ...], temperature: float
) -> tuple[list[str], Floats]:
    """The likeliest text but for the reading of each, "" if there is none, and its log (N,)."""
    alphabet = bundle.config.alphabet
    texts, log_probs = [""] * len(readings), np.full(len(readings), -np.inf)
    for members, logits in by_length(answers.outputs):
        tables = erase(log_softmax(logits / temperature), alphabet.erased_labels(PROFILE))
        for index, search in zip(members, best_texts_each(tables, None, 2), strict=True):
            found = [(alphabet.decode(text.labels), text.log_prob) for text in search.texts]
            others = [pair for pair in found if pair[0] != readings[index]]
            if others:
                texts[index], log_probs[index] = others[0]
    return texts, log_probs


def held_out(bundle: Bundle, answers: Answers, seed: int) -> HeldOut:
    """Fits on four folds for each fifth."""
    scores = score(bundle, answers, PROFILE)
    at = cache(Rescorer(bundle, answers, PROFILE, scores))
    folds = np.random.default_rng(seed).permutation(len(answers.texts)) % FOLDS
    right = scores.correct
    names = ("temperature", "length", "margin", "length and margin")
    maps = {name: np.ones(len(right)) for name in names}
    rivals = {name: np.zeros(len(right)) for name in ("temperature", "Jeffrey's rule")}
    next_right = np.zeros(len(right), np.bool_)
    for fold in range(FOLDS):
        held, rest = scores.inked & (folds == fold), scores.inked & (folds != fold)
        temperature = fit_temperature(lambda t, rest=rest: at(t)[rest], right[rest])
        own = at(temperature)
        texts, others = next_texts(bundle, answers, scores.readings, temperature)
        is_right = np.array([a == b for a, b in zip(texts, answers.texts, strict=True)])
        next_right[held] = is_right[held]
        margins = np.clip(own - others, -WIDEST, WIDEST)
        known = {
            "length": [np.log1p(scores.lengths)],
            "margin": [margins],
            "length and margin": [np.log1p(scores.lengths), margins],
        }
        maps["temperature"][held] = np.exp(own[held])
        for name, features in known.items():
            table = np.column_stack([log_odds(own), *features])
            weights = fit_weights(table[rest], right[rest])
            maps[name][held] = sigmoid(np.column_stack([table, np.ones(len(table))]) @ weights)[
                held
            ]
        rivals["temperature"][held] = np.exp(others[held])
        left = np.maximum(-np.expm1(own[held]), 1e-12)
        shared = np.exp(others[held]) * (1 - maps["length"][held]) / left
        rivals["Jeffrey's rule"][held] = np.minimum(shared, 1.0)
    inked = scores.inked
    return HeldOut(
        right[inked],
        {name: values[inked] for name, values in maps.items()},
        next_right[inked],
        {name: values[inked] for name, values in rivals.items()},
    )


def rows(found: Mapping[str, HeldOut]) -> Iterator[str]:
    """Both tables, line by line."""
    yield ("| set | strings | wrong | cost by temperature | gain of length | of margin | of both | "
           "of margin beside length |")  # fmt: skip
    yield "|" + "---|" * 8
    for name, held in found.items():
        costs = {key: correctness_costs(sure, held.right) for key, sure in held.maps.items()}
        base = costs["temperature"]
        gains = [base - costs[key] for key in ("length", "margin", "length and margin")]
        cells = " | ".join(mean_and_error(g) for g in [*gains, gains[2] - gains[0]])
        wrong = int((~held.right).sum())
        yield f"| {name} | {len(base):,} | {wrong:,} | {base.mean():.4f} | {cells} |"
    yield ""
    yield ("| set | next text right, % | its mean chance, temperature | Jeffrey's rule | "
           "cost, temperature | Jeffrey's rule |")  # fmt: skip
    yield "|" + "---|" * 6
    for name, held in found.items():
        means = " | ".join(f"{100 * chance.mean():.2f}" for chance in held.rivals.values())
        costs_of_next = " | ".join(
            f"{correctness_costs(chance, held.next_right).mean():.4f}"
            for chance in held.rivals.values()
        )
        yield f"| {name} | {100 * held.next_right.mean():.2f} | {means} | {costs_of_next} |"


def mean_and_error(values: Floats) -> str:
    """Mean of `values` (N,) and its standard error."""
    return f"{values.mean():+.4f} ± {values.std() / len(values) ** 0.5:.4f}"


def main() -> None:
    """Print the two tables; costs are mean negative log-likelihoods, in nats."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    if (data := data_folder()) is None:
        raise DataError("the report needs the folder of data sets. Set SEQDIGITS_DATA.")
    bundle = load_bundle(arguments.bundle)
    runner = line_runner(bundle)
    sets = {
        name: answer(bundle, [open_labelled(data / "strings" / f"{file}.zip", "val")], PROFILE,
                     runner)
        for name, (file, _) in REAL_SETS.items()
    }  # fmt: skip
    sets["all"] = joined(list(sets.values()))
    found = {name: held_out(bundle, answers, arguments.seed) for name, answers in sets.items()}
    for row in rows(found):
        print(row, flush=True)


if __name__ == "__main__":
    main()
