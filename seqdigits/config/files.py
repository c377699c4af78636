"""Configurations from TOML files, with `--set key=value` overrides."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from seqdigits.errors import ConfigError

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
