"""The LMDB layout that text recognizers read, deep-text-recognition-benchmark and its kin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from synth.formats.library import library
from synth.formats.shard import Numbered
from synth.formats.truth import as_json, png, truth

_FIRST_SIZE = 1 << 20
#: Samples written in one transaction.
_BATCH = 256

_Pair = tuple[bytes, bytes]


class Lmdb:
    """A shard is an LMDB folder: image-000000001, label-000000001, ..., and num-samples.

    truth-000000001 holds boxes and parameters as JSON; readers of the layout pass over it.
    """

    about = (
        "LMDB folders as deep-text-recognition-benchmark reads them (image-, label-, num-samples); "
        "truth- holds boxes and parameters as JSON"
    )
    place = ""
    suffix = ""

    def write(self, samples: Iterable[Numbered], path: Path) -> None:
        """Batches in transactions of their own; the map doubles when it is full.

        The size of the map thus follows from the samples alone, and so do the file's bytes.
        """
        lmdb = library("lmdb")
        try:
            path.mkdir()
            size = _FIRST_SIZE
            with lmdb.open(str(path), map_size=size, lock=False, sync=False) as store:
                for batch in _batches(samples):
                    while True:
                        try:
                            with store.begin(write=True) as transaction:
                                for key, value in batch:
                                    transaction.put(key, value)
                            break
                        except lmdb.MapFullError:
                            size *= 2
                            store.set_mapsize(size)
        except lmdb.Error as error:
            raise OSError(f"LMDB says: {error}") from error

    def join(self, out: Path, shards: Sequence[str]) -> list[str]:
        """Nothing: readers walk the folders."""
        return []


def _batches(samples: Iterable[Numbered]) -> Iterator[list[_Pair]]:
    """The entries of some samples at a time, and at last the number of samples."""
    stream = iter(samples)
    count = 0
    while batch := list(islice(stream, _BATCH)):
        pairs = []
        for index, sample in batch:
            count += 1
            known = as_json(truth(index, sample))
            pairs += [
                (b"image-%09d" % count, png(sample.image)),
                (b"label-%09d" % count, sample.text.encode()),
                (b"truth-%09d" % count, known.encode()),
            ]
        yield pairs
    yield [(b"num-samples", str(count).encode())]
