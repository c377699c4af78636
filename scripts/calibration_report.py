"""Print what a bundle's confidences are worth on each real set, as Markdown.

Usage, with SEQDIGITS_DATA set: python scripts/calibration_report.py models/base

Validation parts alone. Two questions: how far confidences are off before and after calibrating
on one half of a set, measured on the other half, both ways round; and what a threshold chosen on
strings synthesized from validation glyphs, or on the other real sets, really gives on each set.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from seqdigits.bundle import Bundle, Calibration, load_bundle
from seqdigits.calibrating import Answers, Scores, answer, calibrate, confidences, score
from seqdigits.calibration import percent, reliability
from seqdigits.config import TrainConfig
from seqdigits.data import open_stream
from seqdigits.errors import CalibrationError, DataError
from seqdigits.evaluation import REAL_SETS, open_labelled
from seqdigits.metrics import wilson_interval
from seqdigits.runtime import Runner, line_runner
from synth.glyphs.files import data_folder

PROFILE = "digits"
GLYPHS = {"mnist": 0.42, "pen_ink": 0.3, "strokes": 0.28}
STYLES = {"everyday": 0.82, "paper": 0.18}


def part(answers: Answers, members: Sequence[int]) -> Answers:
    """The answers with the indices `members`."""
    outputs = tuple(answers.outputs[index] for index in members)
    texts = tuple(answers.texts[index] for index in members)
    return Answers(outputs, texts, (("part", len(members)),))


def joined(parts: Sequence[Answers]) -> Answers:
    """All of `parts`, one after the other."""
    return Answers(
        tuple(output for answers in parts for output in answers.outputs),
        tuple(text for answers in parts for text in answers.texts),
        tuple(entry for answers in parts for entry in answers.sets),
    )


def synthesized(bundle: Bundle, runner: Runner, count: int, seed: int) -> Answers:
    """What the net answers to strings of 1 to 10 digits drawn from validation glyphs."""
    config = TrainConfig(
        net=bundle.config.net.model_copy(update={"ood": False}), input=bundle.config.input,
        glyphs=GLYPHS, styles=STYLES,
        pattern="[0-9]{1,10}", seed=seed,
    )  # fmt: skip
    stream = open_stream(config, "val")
    lines = [stream.line(index) for index in range(count)]
    outputs = tuple(runner.run([line.image for line in lines]))
    return Answers(outputs, tuple(line.text for line in lines), (("synthesized", count),))


def halves(answers: Answers, seed: int) -> list[tuple[Answers, Answers]]:
    """Two random halves as (fitted on, measured on), both ways round."""
    order = np.random.default_rng(seed).permutation(len(answers.texts)).tolist()
    first, second = order[: len(order) // 2], order[len(order) // 2 :]
    return [
        (part(answers, first), part(answers, second)),
        (part(answers, second), part(answers, first)),
    ]


def reliability_rows(bundle: Bundle, sets: Mapping[str, Answers], seed: int) -> Iterator[str]:
    """A row for each set: figures as they are and from fits on the other half."""
    for name, answers in sets.items():
        before, after, right, temperatures, maps = [], [], [], [], 0
        for fitted, held in halves(answers, seed):
            calibration = calibrate(bundle, fitted, PROFILE).calibration
            plain = score(bundle, held, PROFILE)
            before.append(np.exp(plain.log_probs))
            tempered = score(bundle, held, PROFILE, calibration.temperature)
            after.append(confidences(calibration, tempered))
            right.append((plain.correct, tempered.correct))
            temperatures.append(f"{calibration.temperature:.2f}")
            maps += calibration.map is not None
        own = reliability(np.concatenate(before), np.concatenate([a for a, _ in right]))
        new = reliability(np.concatenate(after), np.concatenate([b for _, b in right]))
        yield (
            f"| {name} | {own.count:,} | {100 * own.exact_match:.1f} | {', '.join(temperatures)} | "
            f"{maps} of 2 | {own.debiased_ece:.3f} ({own.ece:.3f}) | {new.debiased_ece:.3f} "
            f"({new.ece:.3f}) | {own.brier:.4f} | {new.brier:.4f} | {own.aurc:.4f} | "
            f"{new.aurc:.4f} |"
        )


def transfer_rows(
    bundle: Bundle,
    fits: Mapping[str, Calibration],
    others: Mapping[str, Calibration],
    sets: Mapping[str, Answers],
    rates: Sequence[float],
) -> Iterator[str]:
    """A row for each set, source of the threshold and rate: what is accepted, and how wrongly."""
    for name, answers in sets.items():
        for source, calibration in {**fits, "the other real sets": others[name]}.items():
            scores = score(bundle, answers, PROFILE, calibration.temperature)
            sure = confidences(calibration, scores)
            for rate in rates:
                yield (
                    f"| {name} | {source} | {percent(rate)} | "
                    f"{outcome(calibration, sure, scores, rate)} |"
                )


def outcome(calibration: Calibration, sure: np.ndarray, scores: Scores, rate: float) -> str:
    """Threshold, accepted, wrong and the share of wrong with its 95 % interval, as cells.

    A promise counts as kept if the share is within it, as broken if even the interval's lower
    end is not, else as unclear.
    """
    try:
        threshold = calibration.threshold(rate)
    except CalibrationError:
        return "none | | | |"
    accepted = (sure >= threshold) & ~scores.refused
    count, wrong = int(accepted.sum()), int((~scores.correct[accepted]).sum())
    cells = f"{threshold:.5f} | {count:,} of {len(sure):,} | {wrong:,} | "
    if not count:
        return cells
    low, high = wilson_interval(wrong, count)
    kept = "kept" if wrong / count <= rate else ("broken" if low > rate else "unclear")
    return f"{cells}{100 * wrong / count:.2f} ({100 * low:.2f} to {100 * high:.2f}), {kept}"


def main() -> None:
    """Answer every set once, then print the two tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=3000, help="synthesized strings")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--max-error", type=float, nargs="+", default=[0.01, 0.02, 0.05])
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
    drawn = synthesized(bundle, runner, arguments.count, arguments.seed)
    everything = {**sets, "all real sets": joined(list(sets.values())), "synthesized": drawn}
    print("| set | strings | right, % | temperatures | mapped | ECE, debiased (plain), as is | "
          "calibrated | Brier, as is | calibrated | AURC, as is | calibrated |")  # fmt: skip
    print("|" + "---|" * 11)
    for row in reliability_rows(bundle, everything, arguments.seed):
        print(row, flush=True)
    rates = sorted(arguments.max_error)
    fits = {"synthesized": calibrate(bundle, drawn, PROFILE, rates).calibration}
    others = {
        name: calibrate(
            bundle, joined([sets[other] for other in sets if other != name]), PROFILE, rates
        ).calibration
        for name in sets
    }
    print("\n| set | threshold from | wrong at most | threshold | accepted | wrong | "
          "wrong, % (95 % interval) |")  # fmt: skip
    print("|" + "---|" * 7)
    for row in transfer_rows(bundle, fits, others, sets, rates):
        print(row, flush=True)


if __name__ == "__main__":
    main()
