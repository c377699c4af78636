"""Fit what tells digits from other candidates of the segmenter: its WEIGHTS, printed.

Strings of MNIST validation glyphs, 1 to 6 digits, gaps of -4 to 8 pixels. The right way to put
their pieces together is the one whose candidates share most pixels with a glyph each; the weights
give the right ways the highest probability among all (a conditional random field over the graph of
candidates, Lafferty et al. 2001).

Usage, with SEQDIGITS_DATA set: python scripts/fit_segmentation.py models/cnn
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from seqdigits.bundle import load_bundle
from seqdigits.config import InputConfig
from seqdigits.decoding import log_softmax
from seqdigits.images import LineImage, normalise
from seqdigits.runtime import OnnxRunner
from seqdigits.segmentation import Candidates, Pieces, candidates, cut_up, measures, tiles
from synth.glyphs.bank import GlyphBank
from synth.glyphs.mnist import load_mnist

LINES = InputConfig()
APART = 20.0
"""Weight of a string whose digits do not touch: what is cut wrongly there was cut needlessly."""

RIDGE = 1e-4
"""Pull of the weights to 0."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Item:
    """A string: its weight, pieces' number, candidates, their measures, and the right rows."""

    weight: float
    count: int
    runs: list[list[int]]
    measured: Floats
    right: list[int]


def drawn(
    bank: GlyphBank, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], list[NDArray[np.uint8]], bool]:
    """A canvas (h, w), ink high, each of its glyphs alone on it, and whether they lie apart."""
    count = int(rng.integers(1, 7))
    tight = int(rng.integers(-4, 9))
    glyphs = []
    for row in rng.integers(len(bank), size=count):
        tile = bank.tiles[row]
        x, y, width, height = cv2.boundingRect(tile)
        glyphs.append(tile[y : y + height, x : x + width])
    lefts, x = [], 4
    for glyph in glyphs:
        lefts.append(max(0, x))
        x = max(0, x) + glyph.shape[1] + tight + int(rng.integers(-1, 2))
    width = max(left + glyph.shape[1] for left, glyph in zip(lefts, glyphs, strict=True)) + 4
    layers = []
    for left, glyph in zip(lefts, glyphs, strict=True):
        layer = np.zeros((32, width), np.uint8)
        bottom = 26 + int(rng.integers(-1, 2))
        layer[bottom - len(glyph) : bottom, left : left + glyph.shape[1]] = glyph
        layers.append(layer)
    return np.maximum.reduce(layers), layers, tight >= 2 or count == 1


def owners(layers: list[NDArray[np.uint8]], line: LineImage) -> NDArray[np.int64]:
    """(H, W) the glyph each pixel of the line image is most of; -1 where there is none."""
    height, width = line.image.shape
    rows = (np.arange(height) + 0.5) / line.scale + line.top - 0.5
    columns = (np.arange(width) + 0.5) / line.scale + line.left - 0.5
    x, y = np.meshgrid(columns.astype(np.float32), rows.astype(np.float32))
    moved = np.stack([cv2.remap(layer, x, y, cv2.INTER_LINEAR) for layer in layers])
    return np.where(moved.any(axis=0), moved.argmax(axis=0), -1)


def shares(pieces: Pieces, found: Candidates, owner: NDArray[np.int64], count: int) -> list[float]:
    """Intersection over union of each candidate with the glyph it shares most pixels with."""
    inside = (pieces.labels > 0) & (owner >= 0)
    table = np.zeros((pieces.count + 1, count))
    np.add.at(table, (pieces.labels[inside], owner[inside]), 1.0)
    whole = table.sum(axis=0)
    grown = table.cumsum(axis=0)
    result = []
    for first, last in found.runs.tolist():
        part = grown[last] - grown[first]
        union = whole + part.sum() - part
        result.append(float((part / np.maximum(union, 1.0)).max()))
    return result


def right_way(count: int, runs: list[list[int]], shared: list[float], glyphs: int) -> list[int]:
    """Rows of the candidates that are the glyphs; empty if the pieces do not allow it."""
    best = [0.0] + [-math.inf] * count
    came: list[tuple[int, int]] = [(0, 0)] * (count + 1)
    for row, (first, last) in enumerate(runs):
        score = best[first] + shared[row] - 0.5
        if score > best[last]:
            best[last], came[last] = score, (first, row)
    rows: list[int] = []
    place = count
    while place:
        place, row = came[place]
        rows.append(row)
    return rows if len(rows) == glyphs and min(shared[row] for row in rows) > 0.5 else []


def expected(item: Item, weights: Floats) -> tuple[float, Floats]:
    """Log of the sum over all ways, and the expected measures of a way: forward and backward."""
    scores = (item.measured @ weights).tolist()
    ahead = [0.0] + [-math.inf] * item.count
    for (first, last), score in zip(item.runs, scores, strict=True):
        ahead[last] = float(np.logaddexp(ahead[last], ahead[first] + score))
    after = [-math.inf] * item.count + [0.0]
    for (first, last), score in zip(item.runs[::-1], scores[::-1], strict=True):
        after[first] = float(np.logaddexp(after[first], after[last] + score))
    whole = ahead[-1]
    shares = [
        math.exp(ahead[first] + score + after[last] - whole)
        for (first, last), score in zip(item.runs, scores, strict=True)
    ]
    return whole, np.array(shares) @ item.measured


def fit(items: list[Item]) -> Floats:
    """Weights under which the right ways are likeliest, with a slight pull to 0."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = 0.0, np.zeros_like(weights)
        for item in items:
            whole, mean = expected(item, weights)
            right = item.measured[item.right].sum(axis=0)
            value += item.weight * (whole - float(right @ weights))
            slope += item.weight * (mean - right)
        return (
            value / total + RIDGE * float(weights @ weights),
            slope / total + 2 * RIDGE * weights,
        )

    total = sum(item.weight for item in items)
    start = np.zeros(items[0].measured.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def main() -> None:
    """Print the weights, and how many strings the pieces allow to be cut rightly."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--count", type=int, default=900, help="strings")
    parser.add_argument("--seed", type=int, default=11)
    arguments = parser.parse_args()
    bank, runner = load_mnist("val"), OnnxRunner(load_bundle(arguments.bundle), threads=1)
    size = runner.bundle.config.input.height
    items = []
    for index in range(arguments.count):
        canvas, layers, apart = drawn(bank, np.random.default_rng([arguments.seed, index]))
        line = normalise(canvas, LINES)
        pieces = cut_up(line.image, LINES.digit_height)
        found = candidates(pieces)
        pictures = tiles(line.image, pieces, found, size).astype(np.float32) / 255
        log_probs = log_softmax(np.stack([o.logits for o in runner.run(list(pictures))]))
        shared = shares(pieces, found, owners(layers, line), len(layers))
        runs = found.runs.tolist()
        right = right_way(pieces.count, runs, shared, len(layers))
        if right:
            weight = APART if apart else 1.0
            items.append(Item(weight, pieces.count, runs, measures(found, log_probs), right))
    print(f"{len(items)} of {arguments.count} strings can be cut rightly")
    print("WEIGHTS = (" + ", ".join(f"{weight:.2f}" for weight in fit(items)) + ")")


if __name__ == "__main__":
    main()
