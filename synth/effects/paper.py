"""Ink on paper under light, as a scanner or a camera gives it: grey, dark on light or inverted."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Field = NDArray[np.float32]


def render(ink: Image, em: float, rng: np.random.Generator) -> Image:
    """(h, w) uint8 picture of `ink` (ink high) on paper with light, texture and noise."""
    chance = rng.random(6)
    sheet = _light(ink.shape, rng)
    if chance[0] < 0.22:
        sheet -= _security(ink.shape, em, rng)
    if chance[1] < 0.6:
        sheet += _texture(ink.shape, em, rng)
    darkness = rng.uniform(0.35, 1.0)
    ink_level = rng.uniform(0.0, 0.25)
    cover = (ink.astype(np.float32) / 255.0) * darkness
    picture = sheet * (1 - cover) + np.minimum(sheet, ink_level) * cover
    if chance[2] < 0.5:
        picture = cv2.GaussianBlur(picture, (0, 0), em * rng.uniform(0.01, 0.04) + 0.2)
    noise = rng.normal(0.0, rng.uniform(0.002, 0.03), ink.shape).astype(np.float32)
    picture = np.clip((picture + noise) * 255.0, 0, 255)
    if chance[3] < 0.15:
        picture = 255.0 - picture
    result = np.asarray(picture, np.uint8)
    return _jpeg(result, rng) if chance[4] < 0.3 else result


def _light(shape: tuple[int, ...], rng: np.random.Generator) -> Field:
    """Paper of one brightness, lit unevenly."""
    level = rng.uniform(0.55, 1.0)
    spread = rng.uniform(0.0, 0.15) * rng.random()
    corners = (level + rng.uniform(-spread, spread, (2, 3))).astype(np.float32)
    return np.asarray(cv2.resize(corners, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _texture(shape: tuple[int, ...], em: float, rng: np.random.Generator) -> Field:
    """Fibres and stains: noise of one coarseness."""
    cell = max(1.0, em * rng.uniform(0.04, 0.4))
    size = (max(2, int(shape[1] / cell)), max(2, int(shape[0] / cell)))
    coarse = rng.normal(0.0, rng.uniform(0.005, 0.035), size[::-1]).astype(np.float32)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _security(shape: tuple[int, ...], em: float, rng: np.random.Generator) -> Field:
    """Fine wavy lines or a grid of dots, as printed on cheques."""
    strength = rng.uniform(0.04, 0.25)
    period = em * rng.uniform(0.12, 0.4)
    angle, bend = rng.uniform(-0.6, 0.6), rng.uniform(0.0, 0.3) * em
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    across = y * np.cos(angle) + x * np.sin(angle)
    along = x * np.cos(angle) - y * np.sin(angle)
    wave = across + bend * np.sin(along * (2 * np.pi / (em * rng.uniform(0.8, 3.0))))
    lines = np.cos(wave * (2 * np.pi / period))
    if rng.random() < 0.4:
        lines = lines * np.cos(along * (2 * np.pi / (period * rng.uniform(0.7, 1.5))))
    return np.asarray(strength * np.clip((lines - 0.4) / 0.6, 0.0, 1.0), np.float32)


def _jpeg(image: Image, rng: np.random.Generator) -> Image:
    """Compressed and decompressed at a quality of 30 to 90."""
    quality = int(rng.integers(30, 91))
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
