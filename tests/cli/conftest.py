"""A small project for all tests of the command."""

from pathlib import Path

import pytest

from tests.cli import project


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, which no test changes."""
    return project.make(tmp_path_factory.mktemp("home") / "project")
