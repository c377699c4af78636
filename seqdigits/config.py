"""Configurations as frozen pydantic models, read from TOML with `--set key=value` overrides."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from seqdigits.alphabet import DIGITS, SIGNS
from seqdigits.errors import ConfigError


class _Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InputConfig(_Config):
    """What a net is fed: (height, W) float32, ink high, 0..1.

    Attributes:
        height: image height H in pixels.
        digit_height: height digits are scaled to, pixels.
        margin: blank columns kept left and right of the ink, pixels.
        width_multiple: widths are padded (blank, right) to a multiple of this, pixels.
    """

    height: int = Field(32, ge=8)
    digit_height: float = Field(24.0, gt=0)
    margin: int = Field(4, ge=0)
    width_multiple: int = Field(32, ge=1)


class CrnnConfig(_Config):
    """CNN -> bidirectional LSTM -> logits over blank + characters.

    Attributes:
        characters: the alphabet, in label order (label 1 first).
        height: input height H in pixels.
        stem: channels of the stride-2 stem.
        channels: channels of the three stages after it.
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
    lstm_units: int = Field(96, ge=1)
    dropout: float = Field(0.1, ge=0, lt=1)
    ood: bool = False

    @property
    def stride(self) -> int:
        """Input columns per timestep."""
        return 4


class ClassifierConfig(_Config):
    """A single-glyph CNN: conv, pool, conv, pool, dense -> logits over the characters.

    Attributes:
        characters: the classes, in label order (no blank: character i is class i).
        size: side of the square input, pixels.
        channels: channels of the two convolutions.
        dense: units of the hidden layer.
        dropout: rate before the logits, training only.
    """

    kind: Literal["classifier"] = "classifier"
    characters: str = DIGITS
    size: int = Field(28, ge=8)
    channels: tuple[int, int] = (32, 64)
    dense: int = Field(128, ge=1)
    dropout: float = Field(0.3, ge=0, lt=1)


class TrainConfig(_Config):
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
        learning_rate: peak, reached after the warm-up, falling to 0 along a cosine.
        warmup_steps: steps of linear warm-up.
        weight_decay: AdamW's.
        clip_norm: largest norm of the whole gradient.
        precision: float32, mixed_bfloat16, or auto (mixed where the machine multiplies bfloat16).
        epoch_steps: steps between two validations.
        validation_strings: strings of each style to validate on.
        patience: validations without a better exact match before the run stops; 0 never stops.
        workers: processes that draw strings.
        init_from: bundle or run folder whose weights to start from.
    """

    name: str = "base"
    net: CrnnConfig = CrnnConfig()
    input: InputConfig = InputConfig()
    glyphs: dict[str, float] = {"strokes": 1.0}
    styles: dict[str, float] = {"everyday": 0.6, "paper": 0.4}
    negatives: float = Field(0.0, ge=0, lt=1)
    pattern: str | None = None
    seed: int = Field(1, ge=0)
    steps: int = Field(30_000, ge=1)
    batch_columns: int = Field(64 * 128, ge=32)
    learning_rate: float = Field(1.5e-3, gt=0)
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


C = TypeVar("C", bound=BaseModel)


def parse_override(text: str) -> tuple[list[str], Any]:
    """Key path and value of `key.sub=value`; the value is read as TOML, else as a plain string.

    Raises:
        ConfigError: if there is no `=` or no key.
    """
    key, separator, value = text.partition("=")
    if not separator or not key.strip():
        raise ConfigError(f"an override is key=value. Received: {text!r}. Write --set seed=2.")
    try:
        parsed: Any = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value
    return key.strip().split("."), parsed


def read_config(schema: type[C], path: Path | None = None, overrides: Sequence[str] = ()) -> C:
    """The configuration of `path` (TOML; defaults without one) after `overrides`.

    Raises:
        ConfigError: naming file, key and rule for a missing file, broken TOML or a bad value.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(
                f"a configuration is a readable TOML file. Received: {path} ({error.strerror}). "
                "Check the path."
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"a configuration is valid TOML. Received: {path}: {error}."
            ) from error
    for override in overrides:
        keys, value = parse_override(override)
        table = values
        for key in keys[:-1]:
            child = table.setdefault(key, {})
            if not isinstance(child, dict):
                raise ConfigError(f"{key!r} holds a value, not a table. Received: {override!r}.")
            table = child
        table[keys[-1]] = value
    return validate(schema, values, source=str(path) if path else "overrides")


def validate(schema: type[C], values: Any, source: str) -> C:
    """`values` as a `schema`.

    Raises:
        ConfigError: naming `source`, the key and the rule.
    """
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "top level"
        raise ConfigError(
            f"{source}: {where}: {first['msg']}. Received: {first['input']!r}. "
            f"Keys known: {', '.join(schema.model_fields)}."
        ) from error
