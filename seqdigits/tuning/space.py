"""Which settings of a run are searched, and among which values: a TOML file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from seqdigits.config import validate
from seqdigits.errors import ConfigError

if TYPE_CHECKING:
    from optuna.trial import Trial


class Setting(BaseModel):
    """The values of one setting: a list of them, or a range.

    Attributes:
        values: the values themselves, of any kind TOML has.
        low: least value of a range; whole numbers make it a range of whole numbers.
        high: greatest value of a range.
        log: whether a range is drawn and divided by ratio.
        points: values a grid takes of a range.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    values: tuple[Any, ...] | None = Field(None, min_length=1)
    low: int | float | None = None
    high: int | float | None = None
    log: bool = False
    points: int = Field(3, ge=2)

    @model_validator(mode="after")
    def _list_or_range(self) -> Setting:
        if (self.values is None) == (self.low is None or self.high is None):
            raise ValueError("a setting has values, or low and high")
        if self.low is None or self.high is None:
            return self
        if not self.low < self.high or (self.log and self.low <= 0):
            raise ValueError("low lies below high, and above 0 where log is true")
        return self

    @property
    def whole(self) -> bool:
        """True for a range of whole numbers."""
        return isinstance(self.low, int) and isinstance(self.high, int)

    def suggest(self, trial: Trial, key: str) -> Any:
        """The value that `trial` tries."""
        if self.values is not None:
            return self.value(trial.suggest_categorical(key, self.grid()))
        if self.low is None or self.high is None:
            raise ConfigError(f"a setting has values, or low and high. Received: {key}.")
        if self.whole:
            return trial.suggest_int(key, int(self.low), int(self.high), log=self.log)
        return trial.suggest_float(key, self.low, self.high, log=self.log)

    def value(self, stored: Any) -> Any:
        """The value that a trial stored: lists of values are stored as JSON."""
        return stored if self.values is None else json.loads(stored)

    def grid(self) -> list[Any]:
        """The values a grid tries, as a trial stores them."""
        if self.values is not None:
            return [json.dumps(value) for value in self.values]
        spread = np.geomspace if self.log else np.linspace
        points = spread(float(self.low or 0), float(self.high or 0), self.points)
        if self.whole:
            return sorted({round(point) for point in points.tolist()})
        return [float(point) for point in points]


Space = Mapping[str, Setting]
"""Key of the configuration, parts joined by dots -> its values."""


def read_space(path: Path) -> Space:
    """The space of a TOML file, a table per setting: `["net.dropout"]` with `values = [...]`.

    Raises:
        ConfigError: naming the file, setting and rule.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"a search space is a readable TOML file. Received: {path}: {error}."
        ) from error
    space: dict[str, Setting] = {}
    _collect(tables, "", space, path)
    if not space:
        raise ConfigError(
            f"a search space has at least one setting. Received: {path}, empty. "
            'Write ["net.dropout"] and values = [0.0, 0.3].'
        )
    return space


def _collect(tables: dict[str, Any], prefix: str, space: dict[str, Setting], path: Path) -> None:
    """Add the settings of `tables`; [net.dropout] and ["net.dropout"] are the same."""
    for key, table in tables.items():
        name = f"{prefix}{key}"
        if not isinstance(table, dict):
            raise ConfigError(
                f"a setting is a table with values, or low and high. Received: {path}: {name} = "
                f'{table!r}. Write ["{name}"] and values = [{table!r}].'
            )
        if set(table) & set(Setting.model_fields):
            space[name] = validate(Setting, table, f"{path}: {name}")
        else:
            _collect(table, f"{name}.", space, path)
