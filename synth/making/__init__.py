"""Data sets made in shards by worker processes: the same bytes however they come about."""

from synth.making.maker import make_dataset
from synth.making.manifest import Manifest, Shard, read_manifest
from synth.making.preview import write_preview
from synth.making.recipe import Recipe

__all__ = ["Manifest", "Recipe", "Shard", "make_dataset", "read_manifest", "write_preview"]
