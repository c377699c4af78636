"""COCO's object detection layout: images, a box and a category per character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from synth.formats.pictures import Pictures, Rows
from synth.formats.truth import as_json


class Coco(Pictures):
    """annotations.json; a category a character, numbered from 1 in the order of the characters.

    Pictures, annotations and categories follow each other in the file and each is streamed, so
    that any number of pictures is written in little memory.
    """

    about = "COCO detection: annotations.json, each file_name under images/; a category a character"
    labels = "annotations.json"

    def write_labels(self, rows: Rows, stream: TextIO) -> None:
        """Images with text and parameters beside COCO's keys; annotations; categories."""
        characters = sorted({char for row in rows for char in row["text"]})
        numbers = {char: number for number, char in enumerate(characters, start=1)}
        stream.write('{"info": {"description": "synthesized handwritten strings"},\n')
        _write_list("images", (_image(row) for row in rows), stream)
        _write_list("annotations", _annotations(rows, numbers), stream)
        categories = (
            {"id": number, "name": char, "supercategory": "character"}
            for char, number in numbers.items()
        )
        _write_list("categories", categories, stream)
        stream.write('"licenses": []}\n')


def _write_list(name: str, values: Iterable[dict[str, Any]], stream: TextIO) -> None:
    stream.write(f'"{name}": [')
    separator = "\n"
    for value in values:
        stream.write(separator + as_json(value))
        separator = ",\n"
    stream.write("],\n")


def _image(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["index"],
        "file_name": row["file"],
        "height": row["height"],
        "width": row["width"],
        "text": row["text"],
        "parameters": row["parameters"],
    }


def _annotations(rows: Rows, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    number = 0
    for row in rows:
        for char, (x0, y0, x1, y1) in zip(row["text"], row["boxes"], strict=True):
            number += 1
            width, height = x1 - x0, y1 - y0
            yield {
                "id": number,
                "image_id": row["index"],
                "category_id": numbers[char],
                "bbox": [x0, y0, width, height],
                "area": width * height,
                "segmentation": [[x0, y0, x1, y0, x1, y1, x0, y1]],
                "iscrowd": 0,
            }
