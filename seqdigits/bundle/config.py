"""What config.toml and metrics.json of a bundle hold."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from seqdigits.alphabet import Alphabet
from seqdigits.bundle.calibration import Calibration
from seqdigits.config import InputConfig, NetConfig

FORMAT: Literal[1] = 1
"""Version of the folder's layout; a later layout gets a higher one and is refused here."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GlyphSource(_Model):
    """Where training glyphs came from.

    Attributes:
        name: what the source is called.
        licence: under which terms its glyphs may be used.
        origin: who made it, or where it can be had.
    """

    name: str
    licence: str
    origin: str = ""


class OodThreshold(_Model):
    """From which probability on an image is taken to show what is no number.

    Attributes:
        threshold: read an image whose probability is at most this, 0..1.
        false_rejects: share of images of numbers that it was chosen to refuse.
        chosen_on: those images.
    """

    threshold: float = Field(ge=0, le=1)
    false_rejects: float = Field(ge=0, lt=1)
    chosen_on: str


class BundleConfig(_Model):
    """Everything needed to rebuild a bundle's net and feed it.

    Attributes:
        format: version of the folder's layout.
        name: the bundle's name.
        description: what it reads, in a sentence or two.
        licence: terms of the weights.
        net: the net's configuration, told apart by `kind`.
        input: what the net is fed; its height is the net's.
        glyphs: where the training glyphs came from.
        limits: what it is known to read badly, a sentence each.
        training: a summary of the training run for the card.
        calibration: what its confidences are worth; None if that was not measured.
        ood: when an image shows what is no number; None to refuse none.
    """

    format: Literal[1] = FORMAT
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    description: str = ""
    licence: str = ""
    net: NetConfig
    input: InputConfig = InputConfig()
    glyphs: tuple[GlyphSource, ...] = ()
    limits: tuple[str, ...] = ()
    training: dict[str, str | int | float] = {}
    calibration: Calibration | None = None
    ood: OodThreshold | None = None

    @model_validator(mode="after")
    def _heights_agree(self) -> BundleConfig:
        net, height = self.net, self.input.height
        if height != net.height:
            raise ValueError(f"input.height {height} must be the net's height {net.height}")
        if self.input.width_multiple % net.stride:
            raise ValueError(f"input.width_multiple must be a multiple of stride {net.stride}")
        return self

    @property
    def is_ctc(self) -> bool:
        """True if the net gives logits per timestep, blank first; False for one glyph's classes."""
        return self.net.is_ctc

    @property
    def alphabet(self) -> Alphabet:
        """The characters the net tells apart."""
        return Alphabet(self.net.characters)

    @property
    def classes(self) -> int:
        """Length C of the net's last axis."""
        return self.alphabet.classes if self.is_ctc else len(self.net.characters)


class SetResult(_Model):
    """Figures on one set of strings.

    Attributes:
        name: what the set is called.
        group: strings drawn from glyphs, real images, or a test part run once.
        n: number of strings.
        exact_match: share read wholly right, 0..1.
        interval: its 95 % interval.
        cer: character error rate; None where nothing is written.
        split: the part of the set.
        note: what to know when reading the figure.
    """

    name: str
    group: Literal["synthetic", "real", "test"]
    n: int = Field(ge=1)
    exact_match: float = Field(ge=0, le=1)
    interval: tuple[float, float]
    cer: float | None = Field(None, ge=0, allow_inf_nan=False)
    split: Literal["val", "test"] = "val"
    note: str = ""


class SourceTrial(_Model):
    """A small net trained on some glyph sources alone, to see what each buys.

    Attributes:
        glyphs: source -> weight.
        steps: optimizer steps it was trained for.
        parameters: weights of the net.
        sets: figures, a row each.
    """

    glyphs: dict[str, float]
    steps: int
    parameters: int
    sets: tuple[SetResult, ...]


class Metrics(_Model):
    """What was measured of a bundle.

    Attributes:
        sets: figures, a row each.
        sources: small nets of one recipe that differ in their glyph sources only.
        training: what the training run measured.
        machine: where it was measured.
        command: the command that repeats the measurement.
    """

    sets: tuple[SetResult, ...] = ()
    sources: tuple[SourceTrial, ...] = ()
    training: dict[str, Any] = {}
    machine: str = ""
    command: str = ""
