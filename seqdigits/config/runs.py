"""What training runs are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from seqdigits.config.base import Config
from seqdigits.config.nets import CrnnConfig, DenseConfig, GlyphNetConfig, InputConfig


class TrainConfig(Config):
    """A training run of the CRNN on strings drawn on the fly.

    Attributes:
        name: name of the bundle it releases.
        net: the net.
        input: what the net is fed.
        glyphs: glyph source -> weight (see `synth.glyphs.open_sources`).
        styles: style, a preset or a TOML file (see `synth.style.open_style`) -> weight.
        negatives: share of images that show no number (see `synth.negatives`); a net with `ood`
            learns from them what to refuse.
        pattern: regular expression of the texts, signs and letters included; without one the
            styles' own texts.
        seed: seeds weights, order and strings.
        steps: optimizer steps.
        batch_columns: image columns a batch holds; wide strings come in smaller batches.
        learning_rate: peak, reached after the warm-up, falling along a cosine.
        final_rate: what it falls to, as a share of the peak.
        averaged_epochs: validated and released are the mean weights of so many last epochs; 1
            takes the last one's. More pays where `final_rate` is high.
        warmup_steps: steps of linear warm-up.
        weight_decay: AdamW's.
        clip_norm: largest norm of the whole gradient.
        precision: float32, mixed_bfloat16, or auto (mixed where the machine multiplies bfloat16).
        epoch_steps: steps between two validations.
        validation_strings: strings of each style to validate on.
        patience: validations without a better exact match before the run stops; 0 never stops.
        workers: processes that draw strings.
        init_from: bundle, or weights of the same net, to start from; what fits is taken, see
            `seqdigits.training.transfer`.
    """

    name: str = "base"
    net: CrnnConfig = CrnnConfig()
    input: InputConfig = InputConfig()
    glyphs: dict[str, float] = Field({"strokes": 1.0})
    styles: dict[str, float] = Field({"everyday": 0.6, "paper": 0.4})
    negatives: float = Field(0.0, ge=0, lt=1)
    pattern: str | None = None
    seed: int = Field(1, ge=0)
    steps: int = Field(30_000, ge=1)
    batch_columns: int = Field(64 * 128, ge=32)
    learning_rate: float = Field(1.5e-3, gt=0)
    final_rate: float = Field(0.0, ge=0, le=1)
    averaged_epochs: int = Field(1, ge=1)
    warmup_steps: int = Field(500, ge=0)
    weight_decay: float = Field(1e-3, ge=0)
    clip_norm: float = Field(2.0, gt=0)
    precision: Literal["auto", "float32", "mixed_bfloat16"] = "auto"
    epoch_steps: int = Field(1000, ge=1)
    validation_strings: int = Field(500, ge=1)
    patience: int = Field(0, ge=0)
    workers: int = Field(1, ge=1)
    init_from: Path | None = None

    @model_validator(mode="after")
    def _negatives_are_for_ood(self) -> TrainConfig:
        if self.net.ood != (self.negatives > 0):
            raise ValueError("net.ood = true and negatives above 0 go together")
        return self


class AugmentConfig(Config):
    """How far training glyphs are moved, at random, each time they are seen.

    Attributes:
        rotation: largest turn either way, degrees.
        scale: largest change of size either way, as a share.
        shear: largest slant either way, columns per row.
        shift: largest shift either way, pixels.
        elastic: height of the elastic distortion, pixels (Simard, Steinkraus and Platt 2003).
    """

    rotation: float = Field(0.0, ge=0, le=90)
    scale: float = Field(0.0, ge=0, lt=1)
    shear: float = Field(0.0, ge=0, le=1)
    shift: float = Field(0.0, ge=0)
    elastic: float = Field(0.0, ge=0)

    @property
    def any(self) -> bool:
        """True if anything is moved at all."""
        return any(getattr(self, name) > 0 for name in AugmentConfig.model_fields)


class GlyphTrainConfig(Config):
    """A training run of a single-glyph net, the same glyphs every epoch.

    Attributes:
        name: name of the bundle it releases.
        net: the net; its characters must be those of the glyphs.
        glyphs: the labelled glyphs, see `seqdigits.data.open_glyphs`: mnist, emnist-digits,
            emnist-balanced, folder:PATH, or the path of an .npz or IDX file.
        share: share of the training glyphs to train on, 0..1; the first of a fixed shuffle.
        seed: seeds weights, order and augmentation.
        epochs: passes over the training glyphs.
        batch: glyphs a step.
        optimizer: adam, or sgd with Nesterov momentum 0.9.
        learning_rate: peak of the schedule.
        schedule: constant, cosine (falls to 0), or one_cycle (up for 3 tenths of the steps, then
            down to 0).
        l2: weight of the sum of squared kernel weights in the loss.
        loss: categorical cross-entropy on class numbers (sparse) or one-hot rows.
        softmax: train on the net's probabilities instead of its logits; see docs/baselines.md for
            what that costs.
        augment: how glyphs are moved.
        precision: as in `TrainConfig`, but float32 unless asked: narrow nets gain little.
        patience: epochs without a better validation accuracy before the run stops; 0 never stops.
        init_from: as in `TrainConfig`.
    """

    name: str = "glyphs"
    net: GlyphNetConfig = DenseConfig()
    glyphs: str = "mnist"
    share: float = Field(1.0, gt=0, le=1)
    seed: int = Field(1, ge=0)
    epochs: int = Field(10, ge=1)
    batch: int = Field(128, ge=1)
    optimizer: Literal["adam", "sgd"] = "adam"
    learning_rate: float = Field(1e-3, gt=0)
    schedule: Literal["constant", "cosine", "one_cycle"] = "cosine"
    l2: float = Field(0.0, ge=0)
    loss: Literal["sparse", "one_hot"] = "sparse"
    softmax: bool = False
    augment: AugmentConfig = AugmentConfig()
    precision: Literal["auto", "float32", "mixed_bfloat16"] = "float32"
    patience: int = Field(0, ge=0)
    init_from: Path | None = None
