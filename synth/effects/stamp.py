"""Office stamps, round or rectangular, of letters alone."""

from __future__ import annotations

import cv2
import numpy as np

from synth.effects.scene import Image, Print, Scene, Values

_WORDS = ("PAID", "COPY", "FILED", "OFFICE", "REGISTRY", "RECEIVED", "APPROVED", "ARCHIVES")
_FONT = cv2.FONT_HERSHEY_DUPLEX
_ROUND = 0


def stamp(scene: Scene, values: Values, rng: np.random.Generator) -> bool:
    """A stamp over or beside the ink, unevenly inked."""
    size = max(12, round(scene.em * values["size"]))
    word = _WORDS[int(rng.integers(len(_WORDS)))]
    face = _round(size, word) if values["kind"] == _ROUND else _rectangular(size, word)
    spots = rng.random((8, 8), np.float32) * 1.5 + np.float32(0.2)
    inked = np.minimum(cv2.resize(spots, face.shape[::-1], interpolation=cv2.INTER_LINEAR), 1.0)
    face = np.asarray(face * (inked * np.float32(values["strength"])), np.uint8)
    height, width = scene.shape
    centre = (face.shape[1] / 2, face.shape[0] / 2)
    matrix = cv2.getRotationMatrix2D(centre, -values["angle"], 1.0)
    matrix[:, 2] += (
        rng.uniform(-0.1, 1.1) * width - centre[0],
        rng.uniform(0.0, 1.0) * height - centre[1],
    )
    cover = np.asarray(cv2.warpAffine(face, matrix, (width, height)), np.uint8)
    scene.prints.append(Print(cover, values["level"], values["hue"]))
    return True


def _round(size: int, word: str) -> Image:
    """(size, size) two rings and a word across."""
    face = np.zeros((size, size), np.uint8)
    middle, thick = (size // 2, size // 2), max(1, size // 28)
    cv2.circle(face, middle, size // 2 - thick, 255, thick, cv2.LINE_AA)
    cv2.circle(face, middle, round(size * 0.36), 255, max(1, thick // 2), cv2.LINE_AA)
    band = max(2, round(size * 0.13))
    face[size // 2 - band : size // 2 + band] = 0
    _write(face, word, size * 0.9, 0.16 * size)
    return face


def _rectangular(size: int, word: str) -> Image:
    """(size * 0.4, size) a double frame and a word."""
    face = np.zeros((max(8, round(size * 0.4)), size), np.uint8)
    thick = max(1, size // 36)
    bottom, right = face.shape[0] - 1, size - 1
    cv2.rectangle(face, (0, 0), (right, bottom), 255, 2 * thick)
    inner = 3 * thick
    cv2.rectangle(face, (inner, inner), (right - inner, bottom - inner), 255, 1)
    _write(face, word, size * 0.8, face.shape[0] * 0.4)
    return face


def _write(face: Image, word: str, width: float, height: float) -> None:
    """`word` in the middle of `face`, no wider and no higher than this."""
    (wide, high), _ = cv2.getTextSize(word, _FONT, 1.0, 1)
    scale = min(width / wide, height / high)
    x = round((face.shape[1] - wide * scale) / 2)
    y = round((face.shape[0] + high * scale) / 2)
    cv2.putText(face, word, (x, y), _FONT, scale, 255, max(1, round(2 * scale)), cv2.LINE_AA)
