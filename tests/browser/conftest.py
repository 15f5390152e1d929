"""A headless Chromium, Debian's own: Playwright's download of a browser is not needed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.running import ROOT

# The browser talks to nobody but the page: no updates, no metrics, no search for a network.
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Not for the session: as long as it runs, Playwright's event loop keeps other tests of this process from having one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The running browser; each test opens a context of its own."""
    with launched() as started:
        yield started


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser until the block ends."""
    path = shutil.which("chromium")
    assert path, "make test installs chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where what people may look at is left, such as screenshots; CI keeps it."""
    return Path(os.environ.get("URBANSEC_ARTEFACTS") or ROOT / ".artefacts")
