"""Run scripts/from_glyph_to_string.py as a notebook and keep it, outputs and all, in docs/.

Usage: python scripts/build_notebook.py [--output docs/from_glyph_to_string.ipynb]
With SEQDIGITS_NOTEBOOK=small it trains on less, as the test does.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SOURCE = Path(__file__).with_name("from_glyph_to_string.py")
NOTEBOOK = Path(__file__).parents[1] / "docs" / "from_glyph_to_string.ipynb"
_CELL = re.compile(r"^# %%( \[markdown\])?\n", re.MULTILINE)


def cells(source: str) -> nbformat.NotebookNode:
    """A notebook of the cells of `source`, which begin with `# %%` or `# %% [markdown]`."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3", "language": "python",
    }  # fmt: skip
    pieces = _CELL.split(source)[1:]
    for number, (kind, text) in enumerate(zip(pieces[::2], pieces[1::2], strict=True)):
        if kind:
            lines = (line.removeprefix("#").removeprefix(" ") for line in text.strip().split("\n"))
            cell = nbformat.v4.new_markdown_cell("\n".join(lines))
        else:
            cell = nbformat.v4.new_code_cell(text.strip())
        cell["id"] = f"cell-{number}"
        notebook.cells.append(cell)
    return notebook


def run(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Execute every cell of `notebook` in `folder`.

    Raises:
        nbclient.exceptions.CellExecutionError: naming the first cell that fails.
    """
    NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times of day, which differ at every run
        if "outputs" in cell:  # logs and progress bars
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]


def main() -> None:
    """Build, run, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=NOTEBOOK)
    arguments = parser.parse_args()
    notebook = cells(SOURCE.read_text(encoding="utf-8"))
    run(notebook, SOURCE.parents[1])
    nbformat.write(notebook, arguments.output)
    print(arguments.output)


if __name__ == "__main__":
    main()
