"""Record what models/base reads in the bundled samples, for tests to hold later versions to.

Usage: python scripts/record_readings.py (after a release)
"""

from __future__ import annotations

import json
from pathlib import Path

from seqdigits.reading import Reader

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "tests" / "recorded_readings.json"


def main() -> None:
    """Read the samples and write file -> text."""
    paths = sorted((ROOT / "seqdigits" / "samples").glob("*.png"))
    readings = Reader.load("base").read(paths)
    texts = {path.name: reading.text for path, reading in zip(paths, readings, strict=True)}
    RECORD.write_text(json.dumps(texts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
