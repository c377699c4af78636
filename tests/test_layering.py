"""Imports only go down, every room has a rank, and reading never meets Keras."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: Room (a module or folder directly inside a package; "" is the package's own `__init__`) -> rank.
RANKS = {
    "seqdigits": {
        "": 0,
        "errors": 0,
        "alphabet": 1,
        "geometry": 1,
        "calibration": 2,
        "config": 2,
        "constraints": 2,
        "decoding": 2,
        "images": 2,
        "metrics": 2,
        "report": 2,
        "segmentation": 2,
        "bundle": 3,
        "data": 3,
        "nets": 3,
        "runtime": 3,
        "calibrating": 4,
        "comparison": 4,
        "evaluation": 4,
        "explanation": 4,
        "exploring": 4,
        "pages": 4,
        "reading": 4,
        "training": 4,
        "tuning": 4,
        "cli": 5,
        "__main__": 6,
    },
    "synth": {
        "distributions": 0,
        "errors": 0,
        "effects": 1,
        "glyphs": 1,
        "layout": 1,
        "style": 1,
        "text": 1,
        "benchmark": 2,
        "composing": 2,
        "formats": 4,
        "making": 4,
        "spacing": 2,
        "strip": 2,
        "negatives": 3,
        "synthesizer": 3,
        "": 5,
    },
}

FRAMEWORKS = {"jax", "keras", "tensorflow", "tf2onnx", "torch"}
#: Rooms that may load a framework when they are imported.
FRAMEWORK_ROOMS = {"explanation", "nets", "training", "tuning"}
#: Rooms that may load one inside a function, and name one for the type checker.
DEFERRED_FRAMEWORK_ROOMS = {"bundle", "data", "runtime"}
#: Rooms of seqdigits that may use synth.
SYNTH_ROOMS = {"cli", "comparison", "constraints", "data"}


@dataclass(frozen=True)
class Import:
    """One import of the module `target`; deferred if importing the file does not run it."""

    target: str
    deferred: bool


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> tuple[str, str]:
    package, _, rest = module.partition(".")
    return package, rest.partition(".")[0]


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def find_imports(node: ast.AST, package: str, deferred: bool = False) -> Iterator[Import]:
    """Every import below `node`; relative ones are resolved against the dotted `package`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, deferred)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                above = package.split(".")[: len(package.split(".")) - child.level + 1]
                base = ".".join([*above, base] if base else above)
            for alias in child.names:
                # `from seqdigits import reading` imports a room, not a name.
                yield Import(f"{base}.{alias.name}" if base in RANKS else base, deferred)
        else:
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from find_imports(child, package, deferred or function or is_type_checking(child))


def imports_of(path: Path, root: Path) -> list[Import]:
    module = module_name(path, root)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return list(find_imports(ast.parse(path.read_text(encoding="utf-8")), package))


def violations(path: Path, root: Path) -> list[str]:
    """What the file breaks, one line each."""
    module = module_name(path, root)
    package, here = room(module)
    ranks = RANKS[package]
    if here not in ranks:
        return [f"{module}: has no rank. Give its room {here!r} one in RANKS."]
    found = []
    for item in imports_of(path, root):
        top, there = room(item.target)
        if top in FRAMEWORKS:
            found += framework_violations(module, item)
        elif top == package and ranks.get(there, ranks[""]) > ranks[here]:
            found.append(f"{module}: imports upward, {item.target}.")
        elif package == "synth" and top == "seqdigits":
            found.append(f"{module}: synth stands alone, yet imports {item.target}.")
        elif package == "seqdigits" and top == "synth" and here not in SYNTH_ROOMS:
            found.append(f"{module}: only {sorted(SYNTH_ROOMS)} may import synth.")
    return found


def framework_violations(module: str, item: Import) -> list[str]:
    package, here = room(module)
    if package == "seqdigits" and here in FRAMEWORK_ROOMS:
        return []
    if package == "seqdigits" and here in DEFERRED_FRAMEWORK_ROOMS and item.deferred:
        return []
    when = "inside a function" if item.deferred else "at module level"
    return [f"{module}: may not import {item.target} {when}."]


def sources(root: Path) -> list[Path]:
    return [path for package in RANKS for path in sorted((root / package).rglob("*.py"))]


@pytest.mark.parametrize("path", sources(ROOT), ids=lambda path: module_name(path, ROOT))
def test_imports_only_go_down(path: Path) -> None:
    assert violations(path, ROOT) == []


@pytest.mark.parametrize("package", RANKS)
def test_rooms_of_one_rank_form_no_circle(package: str) -> None:
    graph: dict[str, set[str]] = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        here = room(module_name(path, ROOT))[1]
        targets = (room(item.target) for item in imports_of(path, ROOT) if not item.deferred)
        graph.setdefault(here, set()).update(
            there
            for top, there in targets
            if top == package and there in RANKS[package] and there != here
        )
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError naming the rooms


@pytest.mark.parametrize(
    ("file", "source", "complaint"),
    [
        ("seqdigits/images/load.py", "from seqdigits.reading import Reader", "imports upward"),
        ("seqdigits/images/load.py", "from ..reading import Reader", "imports upward"),
        ("seqdigits/metrics.py", "from seqdigits import cli", "imports upward"),
        ("seqdigits/metrics.py", "from . import cli", "imports upward"),
        ("seqdigits/errors.py", "def f():\n    import seqdigits.config", "imports upward"),
        ("synth/effects/blur.py", "from synth import Synthesizer", "imports upward"),
        ("seqdigits/utils.py", "", "has no rank"),
        ("synth/common/thing.py", "", "has no rank"),
        ("seqdigits/reading.py", "import keras", "at module level"),
        ("seqdigits/reading.py", "def f():\n    import keras", "inside a function"),
        ("seqdigits/cli.py", "if True:\n    from keras import ops", "at module level"),
        ("seqdigits/runtime/keras.py", "from tensorflow.io import gfile", "at module level"),
        ("synth/layout.py", "def f():\n    import tensorflow as tf", "inside a function"),
        ("synth/layout.py", "from seqdigits.geometry import fits", "stands alone"),
        ("seqdigits/reading.py", "import synth", "may import synth"),
    ],
)
def test_a_violation_is_caught(tmp_path: Path, file: str, source: str, complaint: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    (found,) = violations(path, tmp_path)
    assert complaint in found


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("seqdigits/cli.py", "from seqdigits.reading import Reader\nimport synth"),
        ("seqdigits/bundle.py", "from seqdigits.nets import build"),
        ("seqdigits/runtime.py", "from seqdigits import __version__"),
        ("seqdigits/nets/crnn.py", "import keras"),
        ("seqdigits/runtime.py", "def f():\n    import keras"),
        ("seqdigits/data.py", "if TYPE_CHECKING:\n    import tensorflow as tf"),
        ("synth/synthesizer.py", "from synth.glyphs.bank import GlyphBank"),
        ("synth/effects/blur.py", "from .warp import warp"),
    ],
)
def test_a_rightful_import_passes(tmp_path: Path, file: str, source: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    assert violations(path, tmp_path) == []
