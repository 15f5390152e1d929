"""Each notebook of the documentation runs from its first cell to its last, and is kept without its outputs."""

import ast
import json
from pathlib import Path

import pytest
from nbclient.exceptions import CellExecutionError

from tests.notebooks.kernel import execute, printed, read
from tests.running import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def shows_something(source: str) -> bool:
    """Whether the last line of a cell is a value, which Jupyter shows; a semicolon behind it shows only what is drawn."""
    body = ast.parse(source).body
    return bool(body) and isinstance(body[-1], ast.Expr)


def test_there_are_some() -> None:
    assert len(NOTEBOOKS) >= 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_kept_without_outputs(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    assert code
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []
    assert len({cell["id"] for cell in document["cells"]}) == len(document["cells"])
    assert document["cells"][0]["source"][0].startswith("# ")
    assert document["metadata"] == {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path: Path, tmp_path: Path) -> None:
    ran = execute(read(path.read_text(encoding="utf-8")), tmp_path)
    for cell in ran.cells:
        if cell.cell_type == "code":
            assert cell.execution_count is not None
            assert not [output for output in cell.outputs if output.get("name") == "stderr"], cell.outputs
            assert cell.outputs or not shows_something(cell.source), cell.source


def test_a_cell_that_fails_is_noticed(tmp_path: Path) -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "a",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": "print('so far')\nraise ValueError('no further')",
    }
    notebook = read(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))
    with pytest.raises(CellExecutionError, match="no further"):
        execute(notebook, tmp_path)
    assert printed(notebook) == "so far\n"
