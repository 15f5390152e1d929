"""Small data in a folder of their own, so that a test may change them."""

from pathlib import Path

import pytest

from tests.operations.support import turtle


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one file of Turtle."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "some.ttl").write_text(turtle(), "utf-8")
    return folder
