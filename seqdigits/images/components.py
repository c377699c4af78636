"""Connected pieces of ink: their pixels and boxes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seqdigits.images.quantiles import weighted_median

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Components:
    """The 8-connected components of a mask: labels (h, w) from 1 on, and boxes in pixels."""

    labels: NDArray[np.int32]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    width: NDArray[np.int32]
    height: NDArray[np.int32]
    area: NDArray[np.int32]

    @classmethod
    def of(cls, mask: Mask) -> Components:
        """The components of `mask` (h, w)."""
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
        return cls(np.asarray(labels, np.int32), *np.asarray(stats[1:], np.int32).T)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.x)

    @property
    def right(self) -> NDArray[np.int32]:
        """First column after each component."""
        return self.x + self.width

    @property
    def bottom(self) -> NDArray[np.int32]:
        """First row after each component."""
        return self.y + self.height

    def mask(self, chosen: Mask) -> Mask:
        """(h, w) mask of the `chosen` components."""
        found: Mask = np.concatenate(([False], chosen))[self.labels]
        return found

    def usual_height(self, chosen: Mask) -> float:
        """Median height of the `chosen` components, weighted by their boxes' areas, pixels."""
        height = self.height[chosen]
        return weighted_median(height, height * self.width[chosen])
