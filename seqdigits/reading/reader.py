"""The Reader: sources are normalised, run through a bundle's net and decoded, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Unpack

from seqdigits.bundle import Bundle, error_threshold, load_bundle
from seqdigits.constraints import Asked, constrain
from seqdigits.errors import BundleError, CalibrationError, ImageError
from seqdigits.images import LineImage, Source, normalise
from seqdigits.reading.decoder import Decoder
from seqdigits.reading.reading import Reading
from seqdigits.runtime import BATCH_SIZE, Runner, line_input, line_runner

CHUNK = 256
"""Sources taken in before the first of them is answered, unless a batch holds more."""


class Reader:
    """Reads images with a bundle; glyphs that a single-glyph net reads are cut out by a segmenter.

    Args:
        bundle: the bundle to read with.
        profile: characters to expect, see `seqdigits.alphabet.PROFILES`; others count as blank.
        runner: what runs the bundle on line images; `seqdigits.runtime.line_runner` by default.
        top: how many of the likeliest texts to give; from 2 on each character has alternatives.
        verify: a text whose probability to give beside the reading.
        max_error: largest share of wrong readings among those not rejected, 0..1; it holds for
            strings like those the bundle was calibrated on.
        max_ood: reject an image that shows what is no number with a probability above this, 0..1;
            None for the bundle's own threshold, 1.0 to reject none.
        asked: what is known of the texts: length, pattern, lexicon, range, date, check; see
            `seqdigits.constraints.constrain`. All of it must hold.

    Raises:
        BundleError: if `max_ood` is asked for and the net does not tell it.
        AlphabetError: if the profile is unknown or leaves nothing of the bundle's alphabet, or
            the text to verify holds other characters.
        ConstraintError: if no text can be as asked.
        CalibrationError: if the bundle's calibration supports no threshold for `max_error`.
        ValueError: if `top` is not positive.
    """

    def __init__(
        self,
        bundle: Bundle,
        profile: str = "digits",
        runner: Runner | None = None,
        *,
        top: int = 1,
        verify: str | None = None,
        max_error: float | None = None,
        max_ood: float | None = None,
        **asked: Unpack[Asked],
    ) -> None:
        if top < 1:
            raise ValueError(f"a reading has at least one text. Received: top {top}.")
        self.bundle = bundle
        config = bundle.config
        calibrated = config.calibration
        if max_error is not None and calibrated and calibrated.profile != profile:
            raise CalibrationError(
                "an error rate is promised for the profile a model was calibrated with, "
                f"{calibrated.profile!r}. Received: profile {profile!r}. Read with that profile, "
                f"or run seqdigits calibrate with --profile {profile}."
            )
        self._input = line_input(config)
        self._decoder = Decoder(
            alphabet=config.alphabet,
            erased=config.alphabet.erased_labels(profile),
            stride=config.net.stride,
            reach=self._input.digit_height,
            constraint=constrain(config.alphabet, profile=profile, **asked),
            top=top,
            verify=None if verify is None else tuple(config.alphabet.encode(verify)),
            calibration=calibrated,
            least=None if max_error is None else error_threshold(calibrated, max_error),
            max_ood=_most_ood(bundle, max_ood),
        )
        self._runner: Runner = runner or line_runner(bundle)

    @classmethod
    def load(
        cls,
        name: str | Path = "base",
        profile: str = "digits",
        threads: int | None = None,
        *,
        second_look: bool = True,
        top: int = 1,
        verify: str | None = None,
        max_error: float | None = None,
        max_ood: float | None = None,
        **asked: Unpack[Asked],
    ) -> Reader:
        """The reader of a released bundle's name or a bundle's folder.

        Args:
            name: the bundle.
            profile: characters to expect.
            threads: cores to use; None for all.
            second_look: look again at images the net is unsure of, and ask another net about
                their digits if the bundle holds one, see `seqdigits.runtime.SecondLookRunner` and
                `SecondOpinionRunner`; False for speed.
            top: see `Reader`, as for all that follows.
            verify: a text to verify.
            max_error: largest share of wrong readings.
            max_ood: highest probability of showing what is no number.
            asked: what is known of the texts.

        Raises:
            BundleNotFoundError: if there is no such bundle.
            BundleError: if it is damaged.
            AlphabetError: if the profile is unknown.
            ConstraintError: if no text can be as asked.
            CalibrationError: if `max_error` cannot be promised.
        """
        bundle = load_bundle(name)
        runner = line_runner(bundle, threads, second_look)
        return cls(
            bundle, profile, runner, top=top, verify=verify, max_error=max_error,
            max_ood=max_ood, **asked,
        )  # fmt: skip

    def read(self, sources: Iterable[Source], batch_size: int = BATCH_SIZE) -> list[Reading]:
        """Readings of `sources`, in order; no reading depends on its companions.

        Raises:
            ImageError: for the first source that cannot be read; see `read_each`.
        """
        readings = []
        for reading in self.read_each(sources, batch_size):
            if isinstance(reading, ImageError):
                raise reading
            readings.append(reading)
        return readings

    def read_each(
        self, sources: Iterable[Source], batch_size: int = BATCH_SIZE
    ) -> Iterator[Reading | ImageError]:
        """Reading of each source in turn, or the error that kept it from being read.

        Sources are taken in as answers are asked for, `CHUNK` or a batch of them at a time, so
        that any number can be read in bounded memory.

        Raises:
            ValueError: if `batch_size` is not positive.
        """
        if batch_size < 1:
            raise ValueError(f"a batch holds at least one image. Received: {batch_size}.")
        remaining = iter(sources)
        while chunk := list(islice(remaining, max(CHUNK, batch_size))):
            yield from self._read_chunk(chunk, batch_size)

    def _read_chunk(
        self, sources: Sequence[Source], batch_size: int
    ) -> Iterator[Reading | ImageError]:
        answers: list[Reading | ImageError] = [self._decoder.blank()] * len(sources)
        lines: dict[int, LineImage] = {}
        for index, source in enumerate(sources):
            try:
                line = normalise(source, self._input)
            except ImageError as error:
                answers[index] = error
                continue
            if not line.is_empty:
                lines[index] = line
        outputs = self._runner.run([line.image for line in lines.values()], batch_size)
        readings = self._decoder.decode(list(lines.values()), outputs)
        for index, reading in zip(lines, readings, strict=True):
            answers[index] = reading
        return iter(answers)


def _most_ood(bundle: Bundle, wanted: float | None) -> float:
    """The probability of showing what is no number that is still read: `wanted` or the bundle's.

    Raises:
        BundleError: if one is wanted of a net that gives none.
        ValueError: if it is outside 0..1.
    """
    if wanted is None:
        return 1.0 if bundle.config.ood is None else bundle.config.ood.threshold
    if not 0.0 <= wanted <= 1.0:
        raise ValueError(f"a probability lies in 0..1. Received: max_ood {wanted}.")
    if wanted < 1.0 and not bundle.config.net.ood:
        raise BundleError(
            "what is no number is told by a net trained with negatives. "
            f"Received: {bundle.directory}, whose net.ood is false. Choose another bundle."
        )
    return wanted
