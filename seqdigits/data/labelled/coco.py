"""COCO detection: annotations.json, pictures under images/, a category per character.

`seqdigits synth make --format coco` states each picture's text beside COCO's keys. Where it is not
stated, the text is the categories' names from left to right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from seqdigits.data.labelled.layout import Entry, Faults, Layout, Root
from seqdigits.data.labelled.places import picture_files, read_json
from seqdigits.errors import DataError

LABELS = "annotations.json"


def find(root: Root, names: Sequence[str]) -> list[str]:
    """annotations.json, if it is there."""
    return [name for name in names if name == LABELS]


def read(root: Root, found: Sequence[str], faults: Faults) -> Iterator[Entry]:
    """A row a picture.

    Raises:
        DataError: if it is no COCO file.
    """
    values = read_json(root, LABELS, faults)
    try:
        written = _written(values)
        for number, image in enumerate(values["images"], start=1):
            file = f"images/{image['file_name']}"
            stated = f"{LABELS}, image {number}"
            text = image.get("text", written.get(image["id"]))
            if isinstance(text, str):
                yield Entry(file, text, file, stated)
            else:
                faults.note(f"{file} ({stated}): neither a text nor annotations")
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise DataError(
            f"{LABELS} has COCO's images, annotations and categories. Received: {faults.path}: "
            f"{LABELS} ({type(error).__name__}: {error}). Write it as COCO documents it."
        ) from error


def _written(values: dict[str, Any]) -> dict[int, str]:
    """Id of a picture -> names of its categories, from left to right."""
    names = {category["id"]: category["name"] for category in values["categories"]}
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for item in values["annotations"]:
        found[item["image_id"]].append((item["bbox"][0], names[item["category_id"]]))
    return {image: "".join(name for _, name in sorted(row)) for image, row in found.items()}


COCO = Layout("coco", LABELS, find, read, picture_files)
