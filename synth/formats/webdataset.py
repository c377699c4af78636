"""WebDataset shards: tar files in which the members of a sample share their name's stem."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from synth.formats.shard import Numbered
from synth.formats.truth import as_json, name_of, png, truth


class WebDataset:
    """A shard is a tar file; a sample is NAME.png, NAME.txt (text) and NAME.json (truth)."""

    about = "WebDataset tar files: png, txt (the text) and json (boxes, parameters, ...) per sample"
    place = ""
    suffix = ".tar"

    def write(self, samples: Iterable[Numbered], path: Path) -> None:
        """Members in the order of the samples, without times or owners."""
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
            for index, sample in samples:
                for suffix, content in (
                    ("png", png(sample.image)),
                    ("txt", sample.text.encode()),
                    ("json", as_json(truth(index, sample)).encode()),
                ):
                    member = tarfile.TarInfo(f"{name_of(index)}.{suffix}")
                    member.size = len(content)
                    archive.addfile(member, io.BytesIO(content))

    def join(self, out: Path, shards: Sequence[str]) -> list[str]:
        """Nothing: readers take a list or a pattern of shards."""
        return []
