"""make_dataset: samples to shards, label files, contact sheet, card and manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from synth.errors import BadDataError, BadRequestError
from synth.formats import Format, checksum, format_named, shard_name, storing
from synth.making.card import CARD, SHEET, render_card
from synth.making.manifest import Balance, Manifest, Shard, package_version, write_bytes
from synth.making.progress import Progress
from synth.making.recipe import Recipe, describe, open_recipe
from synth.making.sheet import draw_sheet
from synth.making.workers import Task, run_here, run_workers
from synth.synthesizer import Sample, Synthesizer

#: Samples in a shard where the number of shards is not given.
SHARD_SIZE = 10_000
_SHOWN = 24


def make_dataset(
    recipe: Recipe | Synthesizer,
    out: str | Path,
    count: int,
    *,
    shards: int | None = None,
    workers: int = 1,
    format: str = "folder",
    resume: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> Manifest:
    """The manifest of the data set written to `out`: samples 0 to `count` - 1 of `recipe`.

    The bytes depend on `recipe`, `count`, `shards` and `format` alone. A shard is written under a
    temporary name, so it is whole or absent; manifest.json comes last. A run that fails before a
    shard is whole leaves nothing.

    Args:
        recipe: a recipe, or a synthesizer that can be pickled where `workers` > 1.
        out: a folder that is empty or does not exist, or one to resume.
        count: samples.
        shards: how many; None for one per 10,000 samples.
        workers: processes; 1 works in this one. A script that asks for more needs the guard
            `if __name__ == "__main__":`.
        format: one of `synth.formats.FORMATS`.
        resume: keep the whole shards of a run that was stopped.
        on_progress: called with the number of samples that are done.

    Raises:
        BadRequestError: for numbers below 1, more shards than samples, or an `out` that holds
            something else.
        DataNotFoundError: if glyphs, or a format's library, are not at hand.
        ShardError: if a file cannot be written; whole shards are kept.
    """
    shards = -(-count // SHARD_SIZE) if shards is None else shards
    _check(count, shards, workers)
    form = format_named(format)
    synthesizer = open_recipe(recipe)
    config = describe(recipe) | {
        "count": count,
        "first_sample": _digest(synthesizer.sample(0)),
        "format": format,
        "shards": shards,
        "version": package_version(),
    }
    progress = Progress(Path(out), config)
    new = not Path(out).exists()
    with storing(str(out)):
        finished = progress.prepare(resume)
        if finished is not None:
            progress.close()
            return _verified(finished, Path(out))
        try:
            (Path(out) / form.place).mkdir(exist_ok=True)
            found = _make_shards(recipe, synthesizer, progress, workers, on_progress or _ignore)
            manifest = _finish(synthesizer, form, progress, found)
        except BaseException:
            progress.abandon(new)
            raise
        progress.close()
    return manifest


def _make_shards(
    recipe: Recipe | Synthesizer,
    synthesizer: Synthesizer,
    progress: Progress,
    workers: int,
    on_progress: Callable[[int], None],
) -> list[tuple[Shard, Balance]]:
    """Every shard with its balance, in order; those that are whole already are kept."""
    whole: dict[str, tuple[Shard, Balance]] = {}
    tasks = []
    for task in _tasks(progress):
        known = progress.recorded(task.name)
        if known is None:
            tasks.append(task)
        else:
            whole[task.name] = known
    kept = sum(shard.count for shard, _ in whole.values())
    on_progress(kept)

    def done(shard: Shard, balance: Balance) -> None:
        progress.record(shard, balance)
        whole[shard.name] = (shard, balance)

    def on_sample(drawn: int) -> None:
        on_progress(kept + drawn)

    try:
        if min(workers, len(tasks)) > 1:
            run_workers(recipe, tasks, min(workers, len(tasks)), done, on_sample)
        else:
            run_here(synthesizer, tasks, done, on_sample)
    finally:
        progress.sweep()
    return [whole[name] for name in sorted(whole)]


def _tasks(progress: Progress) -> list[Task]:
    """One task a shard; their ranges of indices differ in size by at most one."""
    config = progress.config
    form = format_named(config["format"])
    count, shards = config["count"], config["shards"]
    edges = [number * count // shards for number in range(shards + 1)]
    return [
        Task(
            progress.out,
            shard_name(form, config["split"], number, shards),
            config["format"],
            edges[number],
            edges[number + 1],
        )
        for number in range(shards)
    ]


def _finish(
    synthesizer: Synthesizer, form: Format, progress: Progress, found: list[tuple[Shard, Balance]]
) -> Manifest:
    """Write what speaks of all shards, the manifest last."""
    out, config = progress.out, progress.config
    balance = Balance()
    for _, part in found:
        balance.add(part)
    tables = balance.as_json()
    shards = tuple(shard for shard, _ in found)
    files = [*form.join(out, [shard.name for shard in shards]), SHEET, CARD]
    shown = min(_SHOWN, config["count"])
    samples = [synthesizer.sample(i * config["count"] // shown) for i in range(shown)]
    picture = BytesIO()
    draw_sheet({"": samples}).save(picture, "PNG")
    write_bytes(out / SHEET, picture.getvalue())
    version = config["version"]
    bare = Manifest(version, config, shards, {}, tables["characters"], tables["lengths"])
    write_bytes(out / CARD, render_card(bare, form.about).encode())
    sums = {name: checksum(out / name) for name in files}
    manifest = Manifest(version, config, shards, sums, tables["characters"], tables["lengths"])
    manifest.write(out)
    return manifest


def _verified(manifest: Manifest, out: Path) -> Manifest:
    """`manifest`, if every shard is still what it says.

    Raises:
        BadDataError: naming the first that is not.
    """
    for shard in manifest.shards:
        path = out / shard.name
        if not path.exists() or checksum(path) != shard.sha256:
            raise BadDataError(
                "a finished data set's shards match their sha256. Received: "
                f"{shard.name}, {'changed' if path.exists() else 'missing'}. "
                "Make the data set anew in another folder."
            )
    return manifest


def _check(count: int, shards: int, workers: int) -> None:
    if min(count, shards, workers) < 1 or shards > count:
        raise BadRequestError(
            "a data set has at least one sample a shard and one worker. "
            f"Received: count {count}, shards {shards}, workers {workers}."
        )


def _digest(sample: Sample) -> str:
    """A checksum that tells other glyphs, fonts or libraries from those before."""
    seen = hashlib.sha256(sample.image.tobytes())
    seen.update(repr((sample.text, sample.image.shape, sample.keys)).encode())
    return seen.hexdigest()


def _ignore(done: int) -> Any:
    return None
