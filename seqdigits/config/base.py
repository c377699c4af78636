"""What all configurations share: they cannot be changed and take no unknown key."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Config(BaseModel):
    """A configuration."""

    model_config = ConfigDict(frozen=True, extra="forbid")
