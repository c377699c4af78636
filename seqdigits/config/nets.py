"""What nets are made of and fed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, model_validator

from seqdigits.alphabet import DIGITS, SIGNS
from seqdigits.config.base import Config


class InputConfig(Config):
    """What a net is fed: (height, W) float32, ink high, 0..1.

    Attributes:
        height: image height H in pixels.
        digit_height: height digits are scaled to, pixels.
        margin: blank columns kept left and right of the ink, pixels.
        width_multiple: widths are padded (blank, right) to a multiple of this, pixels.
        smoothing: standard deviation, pixels, of the Gaussian blur that gives strokes one softness,
            however sharp their source was; 0 for none, at most 8.
    """

    height: int = Field(32, ge=8)
    digit_height: float = Field(24.0, gt=0)
    margin: int = Field(4, ge=0)
    width_multiple: int = Field(32, ge=1)
    smoothing: float = Field(0.0, ge=0, le=8)


class CrnnConfig(Config):
    """CNN -> bidirectional LSTM -> logits over blank + characters.

    Attributes:
        characters: the alphabet, in label order (label 1 first).
        height: input height H in pixels.
        stem: channels of the stride-2 stem.
        channels: channels of the three stages after it.
        blocks: residual convolutions after the stem and in each stage.
        lstm_units: units of each LSTM direction.
        dropout: rate before the LSTM and before the logits, training only.
        ood: whether it also tells how likely an image shows what is no number (out of
            distribution).
    """

    kind: Literal["crnn"] = "crnn"
    characters: str = DIGITS + SIGNS
    height: int = Field(32, ge=32, multiple_of=16)
    stem: int = Field(24, ge=1)
    channels: tuple[int, int, int] = (48, 96, 128)
    blocks: tuple[NonNegativeInt, NonNegativeInt, NonNegativeInt, NonNegativeInt] = (0, 0, 1, 1)
    lstm_units: int = Field(96, ge=1)
    dropout: float = Field(0.1, ge=0, lt=1)
    ood: bool = False

    @property
    def is_ctc(self) -> bool:
        """True: it gives logits per timestep, blank first."""
        return True

    @property
    def stride(self) -> int:
        """Input columns per timestep."""
        return 4


class _GlyphNetConfig(Config):
    """What nets over one glyph have in common.

    Attributes:
        characters: the classes, in label order (no blank: character i is class i).
        size: side of the square input, pixels.
    """

    characters: str = DIGITS
    size: int = Field(28, ge=8)

    @property
    def height(self) -> int:
        """Input height H in pixels."""
        return self.size

    @property
    def is_ctc(self) -> bool:
        """False: it gives logits per class, without a blank."""
        return False

    @property
    def stride(self) -> int:
        """Input columns per timestep of the lattice it fills behind a segmenter."""
        return 1

    @property
    def ood(self) -> bool:
        """False: it has no such output."""
        return False


class DenseConfig(_GlyphNetConfig):
    """A multilayer perceptron over the pixels of one glyph: hidden layers -> logits.

    Attributes:
        directions: in how many directions gradient features are taken beside the pixels; 0 for
            pixels alone. See `seqdigits.nets.gradient_features`.
        hidden: units of the hidden layers.
        batch_norm: whether each hidden layer is batch-normalised before its ReLU.
        dropout: rate after each hidden layer, training only.
    """

    kind: Literal["dense"] = "dense"
    directions: int = Field(0, ge=0)
    hidden: tuple[int, ...] = Field((128, 64), min_length=1)
    batch_norm: bool = False
    dropout: float = Field(0.0, ge=0, lt=1)


class CnnConfig(_GlyphNetConfig):
    """A single-glyph CNN: blocks of convolutions and pooling, a dense layer -> logits.

    Attributes:
        trunk: blocks, or the string net's convolutions (crnn), so that its features can be handed
            over to one; those take a stem, three channels and a size of 32.
        stem: channels of a 5 x 5 convolution of stride 2 before the blocks, which spares those at
            full resolution; 0 for none.
        channels: channels of each block; a block ends in 2 x 2 max pooling.
        depth: convolutions (3 x 3) in a block.
        batch_norm: whether each convolution and the dense layer are batch-normalised.
        dense: units of the hidden layer.
        dropout: rate before the logits, training only.
    """

    kind: Literal["cnn"] = "cnn"
    trunk: Literal["blocks", "crnn"] = "blocks"
    stem: int = Field(0, ge=0)
    channels: tuple[int, ...] = Field((32, 64), min_length=1)
    depth: int = Field(1, ge=1)
    batch_norm: bool = False
    dense: int = Field(128, ge=1)
    dropout: float = Field(0.3, ge=0, lt=1)

    @model_validator(mode="after")
    def _something_is_left(self) -> CnnConfig:
        if self.trunk == "crnn":
            if not self.stem or len(self.channels) != 3 or self.size % 16:
                raise ValueError(
                    "the string net's trunk takes a stem, three channels and a size of 32; "
                    f"these are {self.stem}, {len(self.channels)} and {self.size}"
                )
            return self
        halvings = len(self.channels) + (self.stem > 0)
        if self.size >> halvings < 1:
            raise ValueError(f"{halvings} halvings leave nothing of {self.size} pixels")
        return self


GlyphNetConfig = Annotated[DenseConfig | CnnConfig, Field(discriminator="kind")]
"""A net that tells single glyphs apart."""


class EnsembleConfig(Config):
    """Several nets of one kind whose probabilities are averaged.

    Attributes:
        members: string nets, or single-glyph nets, that share alphabet and input size.
    """

    kind: Literal["ensemble"] = "ensemble"
    members: tuple[CrnnConfig, ...] | tuple[GlyphNetConfig, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _members_agree(self) -> EnsembleConfig:
        shared = {(net.characters, net.height, net.ood) for net in self.members}
        if len(shared) > 1:
            raise ValueError(
                "the nets of an ensemble share alphabet, input size and outputs; these have "
                + " and ".join(sorted(map(str, shared)))
            )
        return self

    @property
    def characters(self) -> str:
        """The alphabet, in label order."""
        return self.members[0].characters

    @property
    def height(self) -> int:
        """Input height H in pixels."""
        return self.members[0].height

    @property
    def is_ctc(self) -> bool:
        """True if its members give logits per timestep, blank first."""
        return self.members[0].is_ctc

    @property
    def stride(self) -> int:
        """Input columns per timestep."""
        return self.members[0].stride

    @property
    def ood(self) -> bool:
        """Whether it tells how likely an image shows what is no number."""
        return self.members[0].ood


NetConfig = Annotated[
    CrnnConfig | DenseConfig | CnnConfig | EnsembleConfig, Field(discriminator="kind")
]
"""Any net."""
