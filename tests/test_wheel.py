"""The wheel reads in another folder, in an environment that has never seen TensorFlow."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FRAMEWORKS = ("tensorflow", "keras", "tf2onnx")


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    # Without PYTHONPATH only the wheel can be what is found.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def give_up(reason: str, result: subprocess.CompletedProcess[str]) -> None:
    """Skips on a machine where pip reaches no packages; fails in CI."""
    message = f"{reason}\n{result.stderr[-2000:]}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    built = run(sys.executable, "-m", "pip", "wheel", *options, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment that holds the wheel and what it requires."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=True)
    scripts = "Scripts" if os.name == "nt" else "bin"
    interpreter = folder / "venv" / scripts / "python"
    options = ("--quiet", "--constraint", ROOT / "constraints.txt")
    installed = run(interpreter, "-m", "pip", "install", *options, wheel, cwd=folder)
    if installed.returncode != 0:
        give_up("pip could not install what reading requires.", installed)
    return interpreter


def seqdigits(python: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return run(python.with_name("seqdigits"), *arguments, cwd=cwd)


def installed_folder(python: Path, name: str, cwd: Path) -> Path:
    code = f"from importlib.resources import files; print(files('seqdigits') / {name!r})"
    result = run(python, "-c", code, cwd=cwd)
    assert result.returncode == 0, result.stderr
    return Path(result.stdout.strip())


def test_the_wheel_carries_bundles_and_samples_but_no_keras_weights(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for name in ("model.onnx", "config.toml", "metrics.json", "CARD.md"):
        assert f"seqdigits/models/base/{name}" in names
    assert {"seqdigits/py.typed", "synth/py.typed"} <= set(names)
    assert any(name.startswith("seqdigits/samples/") for name in names)
    assert not any(name.endswith(".keras") for name in names)
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {
        "seqdigits",
        "synth",
    }


def test_the_samples_are_read_elsewhere(python: Path, tmp_path: Path) -> None:
    samples = installed_folder(python, "samples", cwd=tmp_path)
    assert ROOT not in samples.parents
    with (samples / "labels.csv").open(newline="", encoding="utf-8") as file:
        written = {row["file"]: row["text"] for row in csv.DictReader(file)}

    result = seqdigits(python, "read", samples, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert [Path(path).name for path, _, _ in rows] == sorted(written)
    assert all(0 <= float(confidence) <= 1 for _, _, confidence in rows)
    right = sum(written[Path(path).name] == text for path, text, _ in rows)
    assert right >= 0.8 * len(rows), rows


def test_json_lines_give_the_same_texts(python: Path, tmp_path: Path) -> None:
    samples = installed_folder(python, "samples", cwd=tmp_path)
    plain = seqdigits(python, "read", samples, cwd=tmp_path)
    lines = seqdigits(python, "read", samples, "--format", "jsonl", cwd=tmp_path)
    assert lines.returncode == 0, lines.stderr
    readings = [json.loads(line) for line in lines.stdout.splitlines()]
    assert [[reading["path"], reading["text"]] for reading in readings] == [
        line.split("\t")[:2] for line in plain.stdout.splitlines()
    ]


def test_there_is_no_framework_there(python: Path, tmp_path: Path) -> None:
    code = (
        "from importlib.util import find_spec\n"
        f"assert not any(map(find_spec, {FRAMEWORKS}))\n"
        "import seqdigits.cli, seqdigits.reading, synth\n"
    )
    result = run(python, "-c", code, cwd=tmp_path)
    assert result.returncode == 0, result.stderr


def test_training_there_says_what_to_install(python: Path, tmp_path: Path) -> None:
    result = seqdigits(python, "train", "crnn", "--output", tmp_path / "run", cwd=tmp_path)
    assert result.returncode == 1
    assert "seqdigits[train]" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("module", ["seqdigits.reading", "seqdigits.cli", "synth"])
def test_no_framework_is_loaded_where_there_is_one(module: str, tmp_path: Path) -> None:
    code = f"import sys, {module}; print(*set({FRAMEWORKS}) & set(sys.modules))"
    result = run(sys.executable, "-c", code, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == ""
