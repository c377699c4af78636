"""A small data set, and what makes it again."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from synth.making import Manifest, Recipe, make_dataset


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    """What the data set is made from."""
    return Recipe(style="everyday", seed=3, text={"pattern": r"\d{3}-\d{2}"})


@pytest.fixture(scope="session")
def make(recipe: Recipe) -> Callable[..., Manifest]:
    """make(out, **options): 22 samples in 3 shards."""
    return partial(make_dataset, recipe, count=22, shards=3)


@pytest.fixture(scope="session")
def made(make: Callable[..., Manifest], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set all others are compared with; not to be written to."""
    out = tmp_path_factory.mktemp("sets") / "made"
    make(out)
    return out


@pytest.fixture(scope="session")
def tree() -> Callable[[Path], dict[str, str]]:
    """tree(folder): every file under it with its sha256."""
    return lambda folder: {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """run(program, *arguments): how another Python ended, and what it printed."""

    def start(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        # Worker processes hold the pipes too: one that outlived the program would block this.
        return subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            start_new_session=True,
        )

    return start
