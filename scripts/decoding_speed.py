"""What decoding costs beside the net: ratios to its time on one batch of 64 images of one width.

Usage: python scripts/decoding_speed.py [--threads 1] [--rounds 5] [--entries 1000000]

In CPU time of this process, all its threads together. Net and decoding take turns in every round;
the median of the rounds' ratios is printed, so that other work on the machine disturbs little.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import Alphabet
from seqdigits.decoding import erase, greedy, log_prob, log_softmax
from seqdigits.decoding.automaton import Automaton, explore
from seqdigits.decoding.constrained import best_path, mass
from seqdigits.decoding.posteriors import align, posteriors
from seqdigits.decoding.search import best_texts_each
from seqdigits.decoding.trie import Trie
from seqdigits.images import normalise
from seqdigits.reading import Reader
from seqdigits.reading.answers import answers
from seqdigits.runtime import OnnxRunner
from synth import Synthesizer
from synth.glyphs import open_sources
from synth.style import STYLES

COUNT = 64
Floats = NDArray[np.float64]
Action: TypeAlias = Callable[[], object]


def images_of(reader: Reader, width: int) -> tuple[list[NDArray[np.float32]], list[str]]:
    """64 synthesized images of digits, blank columns after them up to `width`, and their texts."""
    synthesizer = Synthesizer(open_sources({"strokes": 1.0}, "test"), STYLES["everyday"], 1)
    images, texts, index = [], [], 0
    while len(images) < COUNT:
        sample = synthesizer.sample(index)
        index += 1
        line = normalise(255 - sample.image, reader.bundle.config.input).image
        if sample.text.isdigit() and line.shape[1] <= width:
            images.append(np.pad(line, ((0, 0), (0, width - line.shape[1]))))
            texts.append(sample.text)
    return images, texts


def up_to_49_digits(alphabet: Alphabet) -> Automaton:
    """Texts of 1 to 49 digits: 50 states, and nearly every reading is one of them."""
    return explore(
        alphabet.classes,
        [0],
        lambda done: [(label, done + 1) for label in range(1, 11) if done < 49],
        lambda done: done > 0,
    )


def multiples_of_49(alphabet: Alphabet) -> Automaton:
    """Numbers that 49 divides: 50 states, and hardly any reading is one of them."""
    return explore(
        alphabet.classes,
        [-1],
        lambda rest: [(d + 1, (10 * max(rest, 0) + d) % 49) for d in range(10)],
        lambda rest: rest == 0,
    )


def lexicon(alphabet: Alphabet, entries: int, texts: list[str], absent: bool) -> Trie:
    """Random numbers as long as `texts`, of six digits at least, and `texts` too or never."""
    rng = np.random.default_rng(5)
    lengths = np.maximum(6, rng.choice([len(text) for text in texts], entries * 4 // 3))
    numbers = rng.integers(0, 10 ** lengths.astype(np.int64)).tolist()
    drawn = dict.fromkeys(f"{n:0{d}}" for n, d in zip(numbers, lengths.tolist(), strict=True))
    for text in texts:
        drawn.pop(text, None)
    kept = list(drawn)[:entries]
    return Trie.from_texts(kept if absent else [*kept, *texts], alphabet)


def seconds_of(action: Callable[[], object]) -> float:
    """CPU seconds of `action`."""
    start = time.process_time()
    action()
    return time.process_time() - start


def actions(table: Floats, acceptors: dict[str, Automaton | Trie]) -> dict[str, Action]:
    """What is timed, by name; `table` is (N, T, C)."""
    labels = [search.texts[0].labels for search in best_texts_each(table, None)]
    pairs = list(zip(table, labels, strict=True))
    rows: dict[str, Action] = {
        "greedy + log_prob": lambda: log_prob(table, [greedy(row)[0] for row in table]),
        "align": lambda: [align(row, text) for row, text in pairs],
        "posteriors": lambda: [posteriors(row, None, text) for row, text in pairs],
        "anything: best text": lambda: best_texts_each(table, None),
        "anything: 5 best": lambda: best_texts_each(table, None, 5),
        "anything: answer": lambda: answers(table, None),
    }
    for name, acceptor in acceptors.items():
        if isinstance(acceptor, Automaton):
            rows |= {
                f"{name}: mass": lambda a=acceptor: mass(table, a),
                f"{name}: best path": lambda a=acceptor: [best_path(row, a) for row in table],
            }
        rows |= {
            f"{name}: best text": lambda a=acceptor: best_texts_each(table, a),
            f"{name}: 5 best": lambda a=acceptor: best_texts_each(table, a, 5),
            f"{name}: answer": lambda a=acceptor: answers(table, a),
        }
    return rows


def main() -> None:
    """Print the net's time and each row's share of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1, help="cores the net may use")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--width", type=int, default=256, help="of the images, pixels")
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the lexicons")
    arguments = parser.parse_args()
    reader = Reader.load("base", threads=arguments.threads)
    alphabet = reader.bundle.config.alphabet
    images, written = images_of(reader, arguments.width)
    runner = OnnxRunner(reader.bundle, arguments.threads)
    logits = np.stack([output.logits for output in runner.run(images, COUNT)])
    table = erase(log_softmax(logits), alphabet.erased_labels("digits"))
    texts = [alphabet.decode(search.texts[0].labels) for search in best_texts_each(table, None)]
    right = np.mean([a == b for a, b in zip(texts, written, strict=True)])
    print(f"{COUNT} images, timesteps and classes {table.shape[1:]}, {right:.0%} read rightly")
    start = time.process_time()
    there = lexicon(alphabet, arguments.entries, texts, absent=False)
    seconds = time.process_time() - start
    size = sum(a.nbytes for a in (there.labels, there.first, there.finals))
    print(f"lexicon of {len(there):,} entries: made in {seconds:.1f} s, {size / 2**20:.0f} MiB")
    acceptors: dict[str, Automaton | Trie] = {
        "1 to 49 digits": up_to_49_digits(alphabet),
        "multiples of 49": multiples_of_49(alphabet),
        "in the lexicon": there,
        "not in the lexicon": lexicon(alphabet, arguments.entries, texts, absent=True),
    }
    print(f"{'':28} {'ms a batch':>10} {'ms a string':>12} {'of the net':>11}")
    measured: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(arguments.rounds):
        for name, action in actions(table, acceptors).items():
            net = seconds_of(lambda: runner.run(images, COUNT))
            measured["net"].append((net, 1.0))
            value = seconds_of(action)
            measured[name].append((value, value / net))
    for name, values in measured.items():
        value, ratio = np.median(np.array(values), axis=0).tolist()
        print(f"{name:28} {1e3 * value:10.1f} {1e3 * value / COUNT:12.2f} {ratio:11.1%}")
    for name, acceptor in acceptors.items():
        found = [answer for answer in answers(table, acceptor) if answer is not None]
        print(f"{name}: {sum(answer.exact for answer in found)} of {len(found)} answers exact")


if __name__ == "__main__":
    main()
