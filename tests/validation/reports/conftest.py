"""The browser of the page tests, and the sample in a folder of its own."""

import shutil
from pathlib import Path

import pytest

from tests.browser.conftest import browser
from tests.validation.reports.making import SAMPLE

__all__ = ["browser"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample files, which is the current folder."""
    copy = shutil.copytree(SAMPLE, tmp_path / "sample")
    monkeypatch.chdir(copy)
    return copy
