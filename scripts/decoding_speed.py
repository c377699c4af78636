"""What decoding costs beside the net: ratios to its time on one batch of 64 images of one width.

Usage: python scripts/decoding_speed.py [--threads 1] [--rounds 3] [--entries 1000000]

In CPU time of this process, all its threads together. Of several rounds the least is
printed, so that other work on the machine disturbs little.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from seqdigits.alphabet import Alphabet
from seqdigits.decoding import erase, greedy, log_prob, log_softmax
from seqdigits.decoding.automaton import Automaton, explore
from seqdigits.decoding.constrained import best_path, mass
from seqdigits.decoding.posteriors import align, posteriors
from seqdigits.decoding.search import best_texts
from seqdigits.decoding.trie import Trie
from seqdigits.images import normalise
from seqdigits.reading import Reader
from seqdigits.runtime import OnnxRunner
from synth import Synthesizer
from synth.glyphs import open_sources
from synth.style import STYLES

COUNT = 64
Floats = NDArray[np.float64]


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


def seconds_of(action: Callable[[], object], rounds: int) -> float:
    """Least CPU seconds of `action` over the rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print the net's time and each row's share of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1, help="cores the net may use")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--width", type=int, default=256, help="of the images, pixels")
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the lexicons")
    arguments = parser.parse_args()
    reader = Reader.load("base", threads=arguments.threads)
    alphabet = reader.bundle.config.alphabet
    images, written = images_of(reader, arguments.width)
    runner = OnnxRunner(reader.bundle, arguments.threads)
    logits = np.stack([output.logits for output in runner.run(images, COUNT)])
    table = erase(log_softmax(logits), alphabet.erased_labels("digits"))
    texts = [alphabet.decode(best_texts(row, None).texts[0].labels) for row in table]
    labels = [alphabet.encode(text) for text in texts]
    right = np.mean([a == b for a, b in zip(texts, written, strict=True)])
    print(f"{COUNT} images, timesteps and classes {table.shape[1:]}, {right:.0%} read rightly")
    start = time.process_time()
    there = lexicon(alphabet, arguments.entries, texts, absent=False)
    seconds = time.process_time() - start
    size = sum(a.nbytes for a in (there.labels, there.first, there.finals))
    print(f"lexicon of {len(there):,} entries: made in {seconds:.1f} s, {size / 2**20:.0f} MiB")
    absent = lexicon(alphabet, arguments.entries, texts, absent=True)
    easy, hard = up_to_49_digits(alphabet), multiples_of_49(alphabet)

    def each(action: Callable[[Floats], object]) -> Callable[[], object]:
        return lambda: [action(row) for row in table]

    def spans() -> object:
        return [align(row, text) for row, text in zip(table, labels, strict=True)]

    def rivals() -> object:
        return [posteriors(row, None, text) for row, text in zip(table, labels, strict=True)]

    rows: dict[str, Callable[[], object]] = {
        "net": lambda: runner.run(images, COUNT),
        "greedy + log_prob": lambda: log_prob(table, [greedy(row)[0] for row in table]),
        "best_texts, no constraint": each(lambda row: best_texts(row, None)),
        "5 best_texts, no constraint": each(lambda row: best_texts(row, None, 5)),
        "align": spans,
        "posteriors": rivals,
    }
    for name, automaton in {"1 to 49 digits": easy, "multiples of 49": hard}.items():
        rows |= {
            f"{name}: mass": lambda a=automaton: mass(table, a),
            f"{name}: best_texts": each(lambda row, a=automaton: best_texts(row, a)),
            f"{name}: 5 best_texts": each(lambda row, a=automaton: best_texts(row, a, 5)),
            f"{name}: best_path": each(lambda row, a=automaton: best_path(row, a)),
        }
    for name, trie in {"in the lexicon": there, "not in the lexicon": absent}.items():
        rows[f"{name}: best_texts"] = each(lambda row, t=trie: best_texts(row, t))
    net = seconds_of(rows["net"], arguments.rounds)
    for name, action in rows.items():
        value = seconds_of(action, arguments.rounds)
        print(f"{name:34} {1e3 * value:8.1f} ms a batch {1e3 * value / COUNT:7.2f} ms a string "
              f"{value / net:7.1%} of the net", flush=True)  # fmt: skip
    for name, trie in {"in the lexicon": there, "not in the lexicon": absent}.items():
        found = [best_texts(row, trie) for row in table]
        print(f"{name}: {sum(search.exact for search in found)} of {COUNT} searches exact")


if __name__ == "__main__":
    main()
