"""Data sets: what they hold, and the same bytes however they come about."""

from __future__ import annotations

import csv
import errno
import gc
import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synth import Sample, Synthesizer
from synth.errors import BadDataError, BadRequestError, DataNotFoundError
from synth.formats import FORMATS, ShardError
from synth.formats import pictures as picture_formats
from synth.glyphs import open_sources
from synth.making import Recipe, make_dataset, read_manifest, write_preview
from synth.making.recipe import plain
from synth.making.workers import WorkerError
from synth.style import style_named

RECIPE = Recipe(style="everyday", seed=3, text={"pattern": r"\d{3}-\d{2}"})
COUNT, SHARDS = 22, 3


def tree(folder: Path) -> dict[str, str]:
    """Every file under `folder` with its sha256."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set all others are compared with; not to be written to."""
    out = tmp_path_factory.mktemp("sets") / "made"
    make_dataset(RECIPE, out, COUNT, shards=SHARDS)
    return out


def test_a_data_set_is_shards_labels_card_sheet_and_manifest(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == [
        "CARD.md",
        "images",
        "labels.csv",
        "manifest.json",
        "sheet.png",
    ]
    assert len(list(made.glob("images/*/*.png"))) == COUNT
    with Image.open(made / "sheet.png") as sheet:
        assert sheet.mode == "RGB"


def test_the_manifest_says_what_there_is(made: Path) -> None:
    manifest = read_manifest(made)
    # 22 samples in 3 shards: 7 + 7 + 8, one after another.
    assert [(shard.first, shard.count) for shard in manifest.shards] == [(0, 7), (7, 7), (14, 8)]
    assert manifest.count == COUNT
    with (made / "labels.csv").open(newline="", encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert manifest.characters == Counter("".join(texts))
    assert manifest.lengths == {"6": COUNT}
    assert manifest.config["seed"] == 3
    assert manifest.config["glyphs"] == {"strokes": 1.0}
    assert manifest.config["text"] == {"pattern": r"\d{3}-\d{2}"}
    assert manifest.config["style"]["name"] == "everyday"
    for name, digest in manifest.files.items():
        assert tree(made)[name] == digest
    card = (made / "CARD.md").read_text(encoding="utf-8")
    assert "| samples | 22 |" in card
    assert "| `6` | 100.00% (22) |" in card


def test_samples_are_those_of_the_synthesizer(made: Path) -> None:
    synthesizer = RECIPE.open()
    for index in (0, 7, 21):
        (path,) = made.glob(f"images/*/{index:09d}.png")
        assert np.array_equal(np.asarray(Image.open(path)), synthesizer.sample(index).image)


def test_shards_only_divide_the_samples(made: Path, tmp_path: Path) -> None:
    make_dataset(RECIPE, tmp_path / "set", COUNT)
    alone = {path.name: path.read_bytes() for path in tmp_path.glob("set/images/*/*.png")}
    assert alone == {path.name: path.read_bytes() for path in made.glob("images/*/*.png")}
    assert len(read_manifest(tmp_path / "set").shards) == 1


def test_two_workers_give_the_bytes_of_one(made: Path, tmp_path: Path) -> None:
    seen: list[int] = []
    make_dataset(RECIPE, tmp_path / "set", COUNT, shards=SHARDS, workers=2, on_progress=seen.append)
    assert tree(tmp_path / "set") == tree(made)
    assert seen[0] == 0 and seen[-1] == COUNT
    assert all(before <= after for before, after in pairwise(seen))


ALL_FORMATS = """
import sys
from pathlib import Path
from synth.making import Recipe, make_dataset
recipe = Recipe(style="paper", seed=3)
for name in sys.argv[2:]:
    make_dataset(recipe, Path(sys.argv[1]) / name, 5, shards=2, format=name)
"""


def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    # Worker processes hold the pipes too: one that outlived the program would block this.
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        start_new_session=True,
    )


def test_another_process_gives_the_same_bytes_in_every_format(tmp_path: Path) -> None:
    result = run(ALL_FORMATS, tmp_path / "there", *FORMATS)
    assert result.returncode == 0, result.stderr
    for name in FORMATS:
        make_dataset(
            Recipe(style="paper", seed=3), tmp_path / "here" / name, 5, shards=2, format=name
        )
    assert tree(tmp_path / "here") == tree(tmp_path / "there")


KILLED = """
import os, signal, sys
from synth.making import Recipe, maker, make_dataset

def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

def on_progress(done):
    if done >= int(sys.argv[2]):
        die()

if __name__ == "__main__":
    recipe = Recipe(style="everyday", seed=3, text={"pattern": r"\\d{3}-\\d{2}"})
    if int(sys.argv[2]) > 22:
        maker.render_card = die
    make_dataset(recipe, sys.argv[1], 22, shards=3, workers=int(sys.argv[3]),
                 on_progress=on_progress)
"""


# In the first shard, when its last sample is drawn, in the third, before the card is written.
@pytest.mark.parametrize(("sample", "workers"), [(3, 1), (7, 1), (20, 1), (99, 1), (1, 2)])
def test_a_killed_run_is_resumed_to_the_same_bytes(
    sample: int, workers: int, made: Path, tmp_path: Path
) -> None:
    out = tmp_path / "set"
    result = run(KILLED, out, str(sample), str(workers))
    assert result.returncode == -signal.SIGKILL
    assert not (out / "manifest.json").exists()
    whole = {path.name: path.stat().st_mtime_ns for path in out.glob("images/train-*")}
    make_dataset(RECIPE, out, COUNT, shards=SHARDS, resume=True)
    assert tree(out) == tree(made)
    if sample == 99:
        assert len(whole) == SHARDS
        assert whole == {p.name: p.stat().st_mtime_ns for p in out.glob("images/train-*")}


def test_a_worker_that_dies_gives_one_error_and_no_half_shard(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"

    def kill(done: int) -> None:
        for process in multiprocessing.active_children():
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)

    count = 4000
    with pytest.raises(WorkerError, match=r"died.*resume"):
        make_dataset(RECIPE, out, count, shards=4, workers=2, on_progress=kill)
    assert not list(out.rglob("*.tmp"))
    with pytest.raises(BadRequestError, match=r"count = 22, begun with 4000"):
        make_dataset(RECIPE, out, COUNT, shards=4, resume=True)


INTERRUPTED = """
import os, signal, sys
from synth.making import Recipe, make_dataset

def interrupt(done):
    if done:
        os.killpg(os.getpgid(0), signal.SIGINT)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    try:
        make_dataset(Recipe(), sys.argv[1], 4000, shards=4, workers=2, on_progress=interrupt)
    except KeyboardInterrupt:
        print("stopped")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals a group as POSIX does")
def test_workers_stop_quietly_at_ctrl_c(tmp_path: Path) -> None:
    result = run(INTERRUPTED, tmp_path / "set")
    assert (result.stdout, result.stderr) == ("stopped\n", "")
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_damaged_shard_is_made_again(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"
    assert run(KILLED, out, "20", "1").returncode == -signal.SIGKILL
    next(out.glob("images/*/000000002.png")).write_bytes(b"")
    make_dataset(RECIPE, out, COUNT, shards=SHARDS, resume=True)
    assert tree(out) == tree(made)


def test_an_interrupted_run_leaves_whole_shards(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"

    def interrupt(done: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_dataset(RECIPE, out, COUNT, shards=SHARDS, on_progress=interrupt)
    assert [path.name for path in (out / "images").iterdir()] == ["train-00000-of-00003"]
    seen: list[int] = []
    make_dataset(RECIPE, out, COUNT, shards=SHARDS, resume=True, on_progress=seen.append)
    assert seen[0] == 7  # the first shard is kept
    assert tree(out) == tree(made)


def test_a_full_disk_gives_one_line_and_can_be_resumed(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "set"
    drawn = 0

    def full(image: np.ndarray) -> bytes:
        nonlocal drawn
        drawn += 1
        if drawn == 10:
            raise OSError(errno.ENOSPC, "No space left on device")
        return png(image)

    png = picture_formats.png
    monkeypatch.setattr(picture_formats, "png", full)
    with pytest.raises(ShardError, match="No space left on device") as caught:
        make_dataset(RECIPE, out, COUNT, shards=SHARDS)
    assert "\n" not in str(caught.value)
    assert [path.name for path in (out / "images").iterdir()] == ["train-00000-of-00003"]
    make_dataset(RECIPE, out, COUNT, shards=SHARDS, resume=True)
    assert tree(out) == tree(made)


def test_a_disk_that_is_full_at_the_end_leaves_no_manifest(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "set"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", _write_nothing_named("CARD.md"))
        with pytest.raises(ShardError, match="No space left on device"):
            make_dataset(RECIPE, out, COUNT, shards=SHARDS)
    assert not list(out.rglob(".*.tmp"))
    assert not (out / "manifest.json").exists()
    make_dataset(RECIPE, out, COUNT, shards=SHARDS, resume=True)
    assert tree(out) == tree(made)


def _write_nothing_named(name: str) -> object:
    write_bytes = Path.write_bytes

    def written(path: Path, content: bytes) -> int:
        if name in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_bytes(path, content)

    return written


@pytest.mark.parametrize(
    ("recipe", "options", "key"),
    [
        (replace(RECIPE, seed=4), {}, r"seed = 4, begun with 3"),
        (replace(RECIPE, text={"kind": "luhn"}), {}, r"text\.kind"),
        (replace(RECIPE, style="clean"), {}, r"style\."),
        (replace(RECIPE, split="val"), {}, r'split = "val", begun with "train"'),
        (RECIPE, {"shards": 4}, r"shards = 4, begun with 3"),
        (RECIPE, {"format": "coco"}, r'format = "coco", begun with "folder"'),
    ],
)
def test_another_configuration_is_not_resumed(
    recipe: Recipe, options: dict[str, object], key: str, made: Path
) -> None:
    before = tree(made)
    with pytest.raises(BadRequestError, match=key):
        make_dataset(recipe, made, COUNT, **{"shards": SHARDS, "resume": True, **options})
    assert tree(made) == before


def test_a_changed_corpus_or_style_file_is_not_resumed(tmp_path: Path) -> None:
    corpus, style = tmp_path / "texts.txt", tmp_path / "mine.toml"
    corpus.write_text("12\n34\n")
    style.write_text('base = "clean"\nslant = [0.0, 0.1]\n')
    recipe = Recipe(style=str(style), text={"corpus": corpus})
    make_dataset(recipe, tmp_path / "set", 2)
    assert make_dataset(recipe, tmp_path / "set", 2, resume=True).config["style"]["name"] == "mine"
    style.write_text('base = "clean"\nslant = [0.0, 0.2]\n')
    with pytest.raises(BadRequestError, match=r"style\.slant = \[0\.0, 0\.2\]"):
        make_dataset(recipe, tmp_path / "set", 2, resume=True)
    style.write_text('base = "clean"\nslant = [0.0, 0.1]\n')
    corpus.write_text("12\n35\n")
    with pytest.raises(BadRequestError, match=r"text\.corpus_sha256"):
        make_dataset(recipe, tmp_path / "set", 2, resume=True)


def test_a_finished_set_is_verified_not_made_again(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"
    manifest = make_dataset(RECIPE, out, 4, shards=2)
    before = tree(out)
    assert make_dataset(RECIPE, out, 4, shards=2, resume=True) == manifest
    assert tree(out) == before
    next(out.glob("images/*/000000001.png")).write_bytes(b"")
    with pytest.raises(BadDataError, match=r"train-00000-of-00002, changed"):
        make_dataset(RECIPE, out, 4, shards=2, resume=True)


def test_folders_that_hold_something_else_are_left_alone(made: Path, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "thesis.tex").write_text("all of it")
    with pytest.raises(BadRequestError, match=r"holds thesis\.tex\. Name another folder"):
        make_dataset(RECIPE, tmp_path / "set", 2, resume=True)
    assert list((tmp_path / "set").iterdir()) == [tmp_path / "set" / "thesis.tex"]
    with pytest.raises(BadRequestError, match="a file"):
        make_dataset(RECIPE, tmp_path / "set" / "thesis.tex", 2)
    with pytest.raises(BadRequestError, match="Resume it, or name another folder"):
        make_dataset(RECIPE, made, COUNT, shards=SHARDS)


def test_resume_of_nothing_starts(tmp_path: Path) -> None:
    assert make_dataset(RECIPE, tmp_path / "deep" / "set", 2, resume=True).count == 2


@pytest.mark.parametrize(
    "numbers", [{"count": 0}, {"count": 2, "shards": 3}, {"count": 2, "workers": 0}]
)
def test_numbers_that_make_no_data_set_are_refused(numbers: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match=r"at least one sample a shard.*Received: count"):
        make_dataset(RECIPE, tmp_path / "set", **numbers)
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize(
    ("recipe", "error"),
    [
        (replace(RECIPE, style="untidy"), BadRequestError),
        (replace(RECIPE, style="missing.toml"), DataNotFoundError),
        (replace(RECIPE, glyphs={"crayon": 1.0}), BadRequestError),
        (replace(RECIPE, text={"corpus": Path("missing.txt")}), DataNotFoundError),
        (replace(RECIPE, text={"pattern": "[^\\d]{3}"}), BadRequestError),
        (replace(RECIPE, split="training"), BadRequestError),
        (replace(RECIPE, seed=-1), BadRequestError),
    ],
)
def test_bad_recipes_leave_no_folder(
    recipe: Recipe, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error) as caught:
        make_dataset(recipe, tmp_path / "set", 2)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "set").exists()


def test_an_error_in_a_worker_arrives_as_it_is(tmp_path: Path) -> None:
    # The first text the source cannot write comes late, in a worker.
    corpus = tmp_path / "texts.txt"
    corpus.write_text("1\n" * 30 + "\N{SNOWMAN}\n", encoding="utf-8")
    recipe = Recipe(seed=1, text={"corpus": corpus})
    with pytest.raises(BadRequestError, match="\N{SNOWMAN}"):
        make_dataset(recipe, tmp_path / "set", 400, shards=2, workers=2)
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_synthesizer_serves_as_well(made: Path, tmp_path: Path) -> None:
    source = open_sources({"strokes": 1.0}, "train")
    synthesizer = Synthesizer(source, style_named("everyday"), 3, texts=RECIPE.open().texts)
    manifest = make_dataset(synthesizer, tmp_path / "set", COUNT, shards=SHARDS)
    assert manifest.shards == read_manifest(made).shards
    assert manifest.config["glyphs"] == "Mixture"
    other = replace(synthesizer, style=style_named("clean"))
    with pytest.raises(BadRequestError, match=r"style\."):
        make_dataset(other, tmp_path / "set", COUNT, shards=SHARDS, resume=True)


@pytest.mark.parametrize("name", ["folder", "tfrecord", "webdataset"])
def test_samples_are_streamed(name: str, tmp_path: Path) -> None:
    def alive() -> int:
        return sum(isinstance(thing, Sample) for thing in gc.get_objects())

    before, most = alive(), 0

    def look(done: int) -> None:
        nonlocal most
        most = max(most, alive())

    make_dataset(RECIPE, tmp_path / "set", 12, shards=1, format=name, on_progress=look)
    assert before < most <= before + 2


def test_the_configuration_is_plain_json() -> None:
    described = RECIPE.describe()
    assert json.loads(json.dumps(described)) == described
    assert plain({1: (Path("a"), None), "b": np.zeros(3)}) == {"1": ["a", None], "b": "ndarray"}


def test_a_folder_that_is_no_data_set_has_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(BadDataError, match=r"manifest\.json"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text('{"version": 1}')
    with pytest.raises(BadDataError, match=r"manifest\.json"):
        read_manifest(tmp_path)


def test_a_preview_shows_every_style_asked_for(tmp_path: Path) -> None:
    one = write_preview(RECIPE, ["clean"], tmp_path / "one.png", count=4)
    two = write_preview(RECIPE, ["clean", "paper"], tmp_path / "two.png", count=4)
    with Image.open(one) as first, Image.open(two) as second:
        assert second.size == (first.width, 2 * first.height)
        assert second.crop((0, 0, *first.size)).tobytes() == first.tobytes()
    boxed = write_preview(RECIPE, ["clean"], tmp_path / "boxed.png", count=4, boxes=True)
    with Image.open(boxed) as picture:
        colours = {colour for _, colour in picture.getcolors(1 << 16) or []}
    assert (232, 89, 12) in colours


def test_a_preview_page_needs_no_other_file(tmp_path: Path) -> None:
    path = write_preview(RECIPE, ["clean", "paper"], tmp_path / "page.html", count=3)
    page = path.read_text(encoding="utf-8")
    assert page.count("<figure>") == page.count('src="data:image/png;base64,') == 6
    assert "http" not in page
    assert RECIPE.open().sample(0).text in page
    with pytest.raises(BadRequestError, match=r"\.png or \.html"):
        write_preview(RECIPE, ["clean"], tmp_path / "page.pdf")
