"""Read the bundled samples, print the readings and draw them into demo/sheet.png."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from seqdigits.pages import contact_sheet
from seqdigits.reading import Reader

SHEET = Path("demo") / "sheet.png"


def main() -> None:
    """Read, print, draw."""
    with as_file(files("seqdigits") / "samples") as folder:
        paths = sorted(folder.glob("*.png"))
        readings = Reader.load("base").read(paths)
        for path, reading in zip(paths, readings, strict=True):
            print(f"{path.name}\t{reading.text}\t{reading.confidence:.4f}")
        SHEET.parent.mkdir(exist_ok=True)
        contact_sheet(zip(paths, readings, strict=True), SHEET)
    print(f"Contact sheet: {SHEET.resolve()}")


if __name__ == "__main__":
    main()
