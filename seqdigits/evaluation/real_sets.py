"""The real sets readers are chosen by: their validation parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from seqdigits.bundle import SetResult
from seqdigits.data.labelled import open_labelled
from seqdigits.errors import DataError
from seqdigits.evaluation.measuring import Mistake, measure
from seqdigits.reading import Reader

#: Name on the card -> zip under strings/ of the data folder, and what to know of the set.
REAL_SETS = {
    "cheque amounts": ("orand_car_a", "ORAND-CAR-2014 A, part"),
    "register numbers": ("lectaurep_numbers", "LECTAUREP, 1830-1939; 2-4 % label noise"),
    "phone photos": ("photo_strings", "phone photos and canvas drawings"),
    "mark-sheet cells": ("marksheet_cells", "2-3 digits"),
    "parish years and numbers": ("mgr_parish_numbers", "Danish parish registers"),
    "pen-tablet strings": ("unipen_digit_strings", "UNIPEN; other writers than the glyphs'"),
    "numbers from formulas": ("crohme_digit_strings", "CROHME, pen tablet"),
}


def measure_real(reader: Reader, data: Path | None) -> Iterator[tuple[SetResult, list[Mistake]]]:
    """Figures of `reader` on the validation part of every real set under `data`.

    Raises:
        DataError: if there is no data folder, or a set is missing there.
    """
    if data is None:
        raise DataError(
            "measuring needs the folder of data sets. Received: SEQDIGITS_DATA not set. Set it."
        )
    for name, (file, note) in REAL_SETS.items():
        pictures = open_labelled(data / "strings" / f"{file}.zip", "val")
        yield measure(reader, pictures, name, "real", note=note)
