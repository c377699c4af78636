"""`seqdigits models`."""

from __future__ import annotations

import typer

from seqdigits.bundle import bundle_names, load_bundle


def models() -> None:
    """List the released bundles: name, kind, characters and folder, separated by tabs."""
    for name in bundle_names():
        bundle = load_bundle(name)
        net = bundle.config.net
        typer.echo(f"{name}\t{net.kind}\t{net.characters}\t{bundle.directory}")
