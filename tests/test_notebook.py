"""The notebook runs from its first cell to its last, in a small size, and is the one in docs/."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("nbclient")
pytest.importorskip("tensorflow")
import nbformat

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "build_notebook", ROOT / "scripts" / "build_notebook.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_cells_are_told_apart(builder: ModuleType) -> None:
    notebook = builder.cells(
        "# %% [markdown]\n# # Title\n#\n# text\n\n# %%\nx = 1  # %% not a cell\n"
    )
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [
        ("markdown", "# Title\n\ntext"),
        ("code", "x = 1  # %% not a cell"),
    ]


def test_the_notebook_in_docs_is_made_of_the_source_and_was_run(builder: ModuleType) -> None:
    made = builder.cells(builder.SOURCE.read_text(encoding="utf-8"))
    kept = nbformat.read(builder.NOTEBOOK, as_version=4)
    assert [cell.source for cell in kept.cells] == [cell.source for cell in made.cells]
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert sum(bool(cell.outputs) for cell in code) > 10


@pytest.mark.filterwarnings("default")  # of the kernel's own process and sockets
def test_it_runs_in_a_small_size(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEQDIGITS_NOTEBOOK", "small")
    notebook = builder.cells(builder.SOURCE.read_text(encoding="utf-8"))
    builder.run(notebook, tmp_path)
    text = "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ())
    )
    assert "by the forward sum, P('1') = 0.64" in text
    assert "base   apart" in text
