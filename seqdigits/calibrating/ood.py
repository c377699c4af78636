"""From which probability of showing no number on an image is rejected."""

from __future__ import annotations

from collections.abc import Sequence

from seqdigits.bundle import Bundle, OodThreshold
from seqdigits.data.labelled import Labelled
from seqdigits.evaluation.rejection import OOD, doubt_threshold, judge, pooled
from seqdigits.reading import Reader


def choose_ood(
    bundle: Bundle, sets: Sequence[Labelled], rate: float, name: str | None = None
) -> OodThreshold | None:
    """The probability above which a share `rate` of the pictures of `sets` lies.

    None for a net without `ood`.

    Args:
        bundle: whose net tells.
        sets: pictures of numbers; those with an empty text are left out.
        rate: share of them to reject, 0..1.
        name: what the card calls them; their own names if None.

    Raises:
        DataError: if no picture of a set has a text.
        ImageError: if a picture cannot be read.
    """
    if not bundle.config.net.ood:
        return None
    reader = Reader(bundle, max_ood=1.0)
    written = [[(image, text) for image, text in pictures if text] for pictures in sets]
    positives = pooled([judge(reader, pictures) for pictures in written])
    called = name or ", ".join(pictures.path.name for pictures in sets)
    return OodThreshold(
        threshold=doubt_threshold(positives.doubts[OOD], rate),
        false_rejects=rate,
        chosen_on=f"the {len(positives):,} strings of {called}",
    )
