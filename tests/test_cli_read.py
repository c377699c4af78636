"""`seqdigits read`, `sheet`, `models` and `train` as a shell meets them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner, Result

import seqdigits
from seqdigits.cli import app
from seqdigits.cli.paths import expand
from seqdigits.reading import Reader

ROOT = Path(seqdigits.__file__).resolve().parents[1]


def write_page(path: Path, text: str) -> Path:
    """An image file of `text`."""
    image = Image.new("L", (40 + 30 * len(text), 60), 255)
    draw = ImageDraw.Draw(image)
    draw.text((20, 10), text, 0, font_size=40)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path)
    return path


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """A folder of images and other things."""
    folder = tmp_path / "scans"
    write_page(folder / "b.png", "27")
    write_page(folder / "a.JPG", "405")
    write_page(folder / "deep" / "c.tiff", "1")
    write_page(folder / ".hidden.png", "9")
    write_page(folder / ".cache" / "d.png", "9")
    (folder / "notes.txt").write_text("no image")
    return folder


@pytest.fixture
def read(tiny_directory: Path) -> Callable[..., Result]:
    """Runs `seqdigits read` with the tiny bundle."""

    def run(*arguments: str | Path, stdin: str | None = None) -> Result:
        model = ["--model", str(tiny_directory)]
        return CliRunner().invoke(app, ["read", *model, *map(str, arguments)], input=stdin)

    return run


def names(result: Result) -> list[str]:
    """File names in the order they were printed."""
    return [Path(line.split("\t")[0]).name for line in result.stdout.splitlines()]


def test_a_line_a_file(read: Callable[..., Result], scans: Path, tiny_directory: Path) -> None:
    result = read(scans / "a.JPG", scans / "b.png")
    assert result.exit_code == 0
    assert result.stderr == ""
    expected = Reader.load(tiny_directory).read([scans / "a.JPG", scans / "b.png"])
    for line, name, reading in zip(
        result.stdout.splitlines(), ("a.JPG", "b.png"), expected, strict=True
    ):
        path, text, confidence = line.split("\t")
        assert (path, text) == (str(scans / name), reading.text)
        assert float(confidence) == pytest.approx(reading.confidence, abs=1e-4)


def test_a_folder_gives_its_images_sorted(read: Callable[..., Result], scans: Path) -> None:
    assert names(read(scans)) == ["a.JPG", "b.png"]
    assert names(read(scans, "--recursive")) == ["a.JPG", "b.png", "c.tiff"]


def test_a_pattern_gives_its_matches_sorted(read: Callable[..., Result], scans: Path) -> None:
    assert names(read(scans / "*.[Jp][Pn][Gg]")) == ["a.JPG", "b.png"]
    assert names(read(scans / "**" / "*.tiff")) == ["c.tiff"]


def test_a_file_may_be_named_like_a_pattern(read: Callable[..., Result], scans: Path) -> None:
    write_page(scans / "[b].png", "3")
    assert names(read(scans / "[b].png")) == ["[b].png"]


def test_paths_on_standard_input(read: Callable[..., Result], scans: Path) -> None:
    result = read("-", stdin=f"{scans / 'b.png'}\n\n{scans / 'a.JPG'}\r\n{scans / 'deep'}\n")
    assert result.exit_code == 0
    assert names(result) == ["b.png", "a.JPG", "c.tiff"]


def test_links_do_not_lead_in_circles(scans: Path) -> None:
    (scans / "deep" / "up").symlink_to(scans)
    assert len(list(expand([str(scans)], recursive=True))) == 3


def test_arguments_keep_their_order(scans: Path) -> None:
    files = [str(scans / "b.png"), str(scans / "a.JPG")]
    assert list(expand(files)) == files


def test_json_lines(read: Callable[..., Result], scans: Path) -> None:
    result = read(scans, scans / "absent.png", "--format", "jsonl")
    assert result.exit_code == 1
    assert result.stderr == ""
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    names = ["path", "text", "confidence", "digits", "status", "best_guess", "agreement", "error"]
    assert all(list(row) == names for row in rows[:2])
    assert [row["error"] is None for row in rows] == [True, True, False]
    for row in rows[:2]:
        assert "".join(digit["char"] for digit in row["digits"]) == row["text"]
        assert 0 <= row["confidence"] <= 1
        assert all(len(digit["box"]) == 4 for digit in row["digits"])
    assert rows[2] | {"error": ""} == {
        "path": str(scans / "absent.png"),
        "text": None,
        "confidence": None,
        "digits": [],
        "error": "",
    }
    assert "absent.png" in rows[2]["error"]


def test_csv_keeps_texts(read: Callable[..., Result], scans: Path) -> None:
    (scans / "torn.png").write_bytes(b"torn")
    plain = read(scans)
    result = read(scans, "--format", "csv")
    assert (plain.exit_code, result.exit_code) == (1, 1)
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [row["text"] for row in rows[:2]] == [
        line.split("\t")[1] for line in plain.stdout.splitlines()
    ]
    assert [bool(row["error"]) for row in rows] == [False, False, True]
    for line, row in zip(result.stdout.splitlines()[1:], rows, strict=True):
        assert f'"{row["text"]}"' in line


def test_an_unreadable_file_has_its_own_line_on_stderr(
    read: Callable[..., Result], scans: Path
) -> None:
    (scans / "aa.png").write_bytes(b"torn")
    (scans / "ab.png").mkdir()
    result = read(scans)
    assert result.exit_code == 1
    assert names(result) == ["a.JPG", "b.png"]
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{scans / 'aa.png'}: ")


@pytest.mark.parametrize("what", ["empty", "absent", "absent/*.png"])
def test_nothing_to_read_is_an_error(
    read: Callable[..., Result], tmp_path: Path, what: str
) -> None:
    (tmp_path / "empty").mkdir()
    result = read(tmp_path / what)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert what in result.stderr


def test_empty_standard_input_is_nothing_to_read(read: Callable[..., Result]) -> None:
    assert read("-", stdin="").exit_code == 1


def test_output_goes_to_a_file(read: Callable[..., Result], scans: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "readings.tsv"
    target.parent.mkdir()
    target.write_text("old")
    result = read(scans, "--output", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_text() == read(scans).stdout
    assert list(target.parent.iterdir()) == [target]


def test_a_broken_run_leaves_the_old_file(
    read: Callable[..., Result], scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "readings.tsv"
    target.parent.mkdir()
    target.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("seqdigits.cli.rows._text_line", fail)
    result = read(scans, "--output", target)
    assert result.exit_code == 1
    assert result.stderr == "seqdigits: [Errno 28] No space left on device\n"
    assert target.read_text() == "old"
    assert list(target.parent.iterdir()) == [target]


def test_output_to_a_link_or_a_pipe_leaves_it_one(
    read: Callable[..., Result], scans: Path, tmp_path: Path
) -> None:
    target, link = tmp_path / "readings.tsv", tmp_path / "latest.tsv"
    link.symlink_to(target)
    assert read(scans, "--output", link).exit_code == 0
    assert link.is_symlink()
    assert target.read_text() == read(scans).stdout

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading_end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert read(scans, "--output", pipe).exit_code == 0
        assert os.read(reading_end, 1 << 16).decode() == target.read_text()
    finally:
        os.close(reading_end)
    assert pipe.is_fifo()


def test_an_output_folder_must_exist(
    read: Callable[..., Result], scans: Path, tmp_path: Path
) -> None:
    result = read(scans, "--output", tmp_path / "absent" / "readings.tsv")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_batch_size_changes_no_line(
    read: Callable[..., Result], scans: Path, batch_size: int
) -> None:
    one = read(scans, "--recursive", "--format", "jsonl")
    other = read(scans, "--recursive", "--format", "jsonl", "--batch-size", batch_size)
    for a, b in zip(one.stdout.splitlines(), other.stdout.splitlines(), strict=True):
        left, right = json.loads(a), json.loads(b)
        assert (left["path"], left["text"]) == (right["path"], right["text"])
        assert left["confidence"] == pytest.approx(right["confidence"], abs=1e-4)


def test_a_second_look_may_be_left_out(
    read: Callable[..., Result], scans: Path, tiny_directory: Path
) -> None:
    paths = [scans / "a.JPG", scans / "b.png"]
    said = []
    for flags, second_look in ((["--no-second-look"], False), ([], True)):
        readings = Reader.load(tiny_directory, second_look=second_look).read(paths)
        rows = [line.split("\t") for line in read(*flags, *paths).stdout.splitlines()]
        assert [row[1] for row in rows] == [reading.text for reading in readings]
        said.append([float(row[2]) for row in rows])
        expected = [reading.confidence for reading in readings]
        assert said[-1] == pytest.approx(expected, abs=1e-4)
    assert said[0] != said[1]  # the tiny net is unsure


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "xml"],
        ["--batch-size", "0"],
        ["--profile", "letters"],
        ["--no-such-option"],
        [],
    ],
)
def test_wrong_options_exit_with_2(
    read: Callable[..., Result], scans: Path, options: list[str]
) -> None:
    result = read(scans, *options) if options else CliRunner().invoke(app, ["read"])
    assert result.exit_code == 2
    assert result.stdout == ""


def test_an_absent_or_damaged_model_is_one_line(scans: Path, bundle_copy: Path) -> None:
    (bundle_copy / "model.onnx").write_bytes(b"")
    for model in ("no-such-model", str(bundle_copy), str(scans)):
        result = CliRunner().invoke(app, ["read", str(scans), "--model", model])
        assert result.exit_code == 1
        assert result.stdout == ""
        (line,) = result.stderr.splitlines()
        assert line.startswith("seqdigits: ")
        assert model in line


def test_odd_file_names_stay_on_one_line(read: Callable[..., Result], scans: Path) -> None:
    path = write_page(scans / "odd\tname\n.png", "8")
    result = read(path)
    assert len(result.stdout.splitlines()) == 1
    assert "odd\\tname\\n.png" in result.stdout
    row = json.loads(read(path, "--format", "jsonl").stdout)
    assert row["path"] == str(path)


MAIN = "from seqdigits.cli import main; main()"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def run(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """`code` in a process of its own."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)


def test_names_that_are_no_text_survive(scans: Path, tiny_directory: Path) -> None:
    odd = os.fsencode(scans) + b"/\xff.png"
    os.rename(os.fsencode(scans / "b.png"), odd)
    result = run(MAIN, "read", scans, "--model", tiny_directory)
    assert result.returncode == 0, result.stderr
    assert odd in result.stdout


def test_reading_imports_no_framework(scans: Path, tiny_directory: Path) -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from seqdigits.cli import app\n"
        "result = CliRunner().invoke(app, sys.argv[1:])\n"
        "assert result.exit_code == 0, result.output\n"
        "print(*{'keras', 'tensorflow', 'jax', 'torch'} & set(sys.modules))"
    )
    result = run(code, "read", scans, "--model", tiny_directory)
    assert (result.returncode, result.stdout.strip()) == (0, b""), result.stderr


def test_a_reader_who_leaves_early_causes_no_noise(scans: Path, tiny_directory: Path) -> None:
    command = [sys.executable, "-c", MAIN, "read", "-", "--model", str(tiny_directory)]
    with subprocess.Popen(
        command,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdout.close()
        process.stdin.write(f"{scans / 'a.JPG'}\n".encode() * 600)
        process.stdin.close()
        assert process.stderr.read() == b""


def test_version_and_help() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"seqdigits {seqdigits.__version__}\n"
    assert "read" in CliRunner().invoke(app, ["--help"]).stdout


def test_the_package_runs_as_a_command() -> None:
    command = [sys.executable, "-m", "seqdigits", "--version"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout == f"seqdigits {seqdigits.__version__}\n"


def test_models_lists_the_released(tiny_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tiny_directory.parent
    monkeypatch.setattr("seqdigits.bundle.places.models_folder", lambda: home)
    result = CliRunner().invoke(app, ["models"])
    assert result.stdout == f"tiny\tcrnn\t0123456789.,-/+\t{tiny_directory}\n"


def test_a_sheet_is_drawn(scans: Path, tiny_directory: Path, tmp_path: Path) -> None:
    target = tmp_path / "sheet.png"
    command = ["sheet", str(scans), "--model", str(tiny_directory), "--output", str(target)]
    result = CliRunner().invoke(app, command)
    assert (result.exit_code, result.stdout) == (0, f"{target}\n")
    with Image.open(target) as sheet:
        assert np.asarray(sheet).std() > 0
    (scans / "torn.png").touch()
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert "torn.png" in result.stderr


def test_training_without_a_framework_says_what_to_install(tmp_path: Path) -> None:
    code = f"import sys; sys.modules['keras'] = sys.modules['tensorflow'] = None\n{MAIN}"
    result = run(code, "train", "crnn", "--output", tmp_path / "run")
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert b'pip install "seqdigits[train]"' in line


@pytest.mark.parametrize("override", ["nonsense", "steps=0", "colour=3"])
def test_a_bad_training_option_is_one_line(tmp_path: Path, override: str) -> None:
    command = ["train", "crnn", "--output", str(tmp_path / "run"), "--set", override]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
