"""The command line a report was made by, to be run again."""

from __future__ import annotations

import shlex
from typing import Any

import typer


def command_line(context: typer.Context) -> str:
    """The command of `context`: options first, without those that have their default value."""
    options: list[str] = []
    arguments: list[str] = []
    for parameter in context.command.params:
        value: Any = context.params.get(parameter.name or "")
        if value is None or value == parameter.default or value in ((), []):
            continue
        several = list(value) if isinstance(value, list | tuple) else [value]
        if parameter.param_type_name == "argument":
            arguments += map(str, several)
        elif isinstance(value, bool):
            options.append((parameter.opts if value else parameter.secondary_opts)[0])
        else:
            options += [word for one in several for word in (parameter.opts[0], str(one))]
    return shlex.join(["seqdigits", context.info_name or "", *arguments, *options])
