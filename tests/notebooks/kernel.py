"""Run a notebook as Jupyter does: a kernel of its own, cell by cell."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.running import environment

SECONDS = 120


def execute(notebook: nbformat.NotebookNode, folder: Path, **variables: str) -> nbformat.NotebookNode:
    """``notebook`` with its outputs, run in ``folder``; ``nbclient.exceptions.CellExecutionError`` if a cell fails."""
    runner = NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    ran: nbformat.NotebookNode = runner.execute(env=environment(MPLBACKEND="module://matplotlib_inline.backend_inline", **variables))
    return ran


def read(text: str) -> nbformat.NotebookNode:
    """The notebook in ``text``, which is valid."""
    notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def printed(notebook: nbformat.NotebookNode) -> str:
    """What the cells wrote to standard output."""
    return "".join(output.text for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs if output.get("name") == "stdout")
