"""What is compared: bundles as they are read, single-glyph nets slid along too, and Tesseract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seqdigits.bundle import Bundle, load_bundle
from seqdigits.comparison import tesseract
from seqdigits.images import Source
from seqdigits.reading import Reader
from seqdigits.runtime import OnnxRunner, Runner, SegmentingRunner, SlidingRunner, line_runner

ReadAll = Callable[[Sequence[Source]], list[str]]


@dataclass(frozen=True)
class System:
    """One way to read strings.

    Attributes:
        name: what it is called.
        way: how it reads, in a few words.
        read: texts of pictures, in order, on one thread.
        bundle: its bundle; None for a foreign program.
        whole: True if it reads a line as a whole, False if it looks for digits first.
    """

    name: str
    way: str
    read: ReadAll
    bundle: Bundle | None
    whole: bool

    @property
    def size(self) -> int | None:
        """Bytes of its ONNX file and its opinion's; None for a foreign program."""
        if self.bundle is None:
            return None
        return sum(bundle.onnx.stat().st_size for bundle in _asked(self.bundle))


def open_systems(
    models: Iterable[str | Path], sliding: bool, foreign: bool
) -> tuple[list[System], list[str]]:
    """The systems, and what is to be said of those that are missing.

    Args:
        models: bundles, by name or folder; a single-glyph net is put behind a segmenter.
        sliding: whether single-glyph nets are slid along the line, too.
        foreign: whether Tesseract is run, if it is installed.

    Raises:
        BundleNotFoundError: if a model is none.
        BundleError: if one is damaged.
    """
    systems: list[System] = []
    for model in models:
        systems += _of_bundle(load_bundle(model), sliding)
    if not foreign:
        return systems, []
    version = tesseract.version()
    if version is None:
        return systems, ["Tesseract was not run: there is no program `tesseract` on this machine."]
    way = f"Tesseract {version}, one line, digits alone"
    systems.append(System("tesseract", way, tesseract.read, None, True))
    return systems, []


def parameters(bundle: Bundle) -> int | None:
    """Weights of the bundle's net and its opinion's; None without the package `onnx`."""
    try:
        import onnx
    except ModuleNotFoundError:
        return None
    tensors = [w for one in _asked(bundle) for w in onnx.load(one.onnx).graph.initializer]
    return sum(int(np.prod(w.dims)) for w in tensors if w.data_type == onnx.TensorProto.FLOAT)


def _asked(bundle: Bundle) -> list[Bundle]:
    """The bundles that a reader with `bundle` runs."""
    return [bundle] if bundle.opinion is None else [bundle, bundle.opinion]


def _of_bundle(bundle: Bundle, sliding: bool) -> Iterator[System]:
    name = bundle.config.name
    if bundle.config.is_ctc:
        whole = _reads(bundle, line_runner(bundle, threads=1))
        yield System(name, "reads the line as a whole, again where unsure", whole, bundle, True)
        return
    net = OnnxRunner(bundle, threads=1)
    cut = _reads(bundle, SegmentingRunner(net))
    yield System(name, "behind a segmenter", cut, bundle, False)
    if sliding:
        slid = _reads(bundle, SlidingRunner(net))
        yield System(f"{name}, sliding", "slid along the line", slid, bundle, False)


def _reads(bundle: Bundle, runner: Runner) -> ReadAll:
    reader = Reader(bundle, runner=runner, max_ood=1.0)
    return lambda pictures: [reading.text for reading in reader.read(pictures)]
