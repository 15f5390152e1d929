"""What most tests share: the running service, a client for it, the loaded data. Nothing here is changed by a test."""

import gc
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import settings

from tests import running
from tests.running import ROOT, Server, serving
from urbansec.assets import Assets, find_assets
from urbansec.dataset import Snapshot, load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.queries.examples import example_triples

# How long an example takes says nothing on a machine that others use. In CI hypothesis itself takes the same examples every time.
settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")
STARTED = {"server", "client", "browser"}
# Thousands of mutants, damaged texts and generated documents, and pySHACL on whole networks: too long for the part that is run all the time.
SLOW = (
    "formatting/test_generated",
    "notebooks",
    "ontology/test_ontology_owl",
    "queries/test_injection",
    "shapes",
    "turtle/test_alignment",
    "turtle/test_finding",
    "turtle/test_reading",
    "turtle/test_spans",
    "validation/engines",
    "validation/mutation",
)

# The files that take longest, the longest first: so they begin, and with the many short ones after them all workers end together.
LONG = (
    "browser/",
    "validation/mutation/test_accuracy",
    "service/test_saved_queries",
    "service/test_linked_data",
    "docs/test_commands",
    "validation/engines/test_identical",
    "service/test_links",
    "service/test_cli",
    "service/test_cli_validate",
    "turtle/test_reading",
    "pages/test_html",
    "shapes/test_examples",
    "diff/test_command",
    "notebooks/test_notebooks",
    "engine/test_workers",
    "service/test_limits",
    "engine/test_fuzz",
    "formatting/test_command",
    "validation/test_integration",
    "packaging/test_wheel",
    "shapes/test_shapes",
    "ontology/test_ontology_owl",
    "turtle/test_spans",
    "operations/",
    "remote/",
)


def pytest_configure(config: pytest.Config) -> None:
    """Files are given to the workers in the order of :data:`LONG`, not those with many tests first. Python looks for garbage less often."""
    config.option.loadscopereorder = False
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end, and is not looked at again in search of garbage."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts a process of its own, and what takes long, so that the rest can be run in a moment; and put long files first."""
    items.sort(key=lambda item: next((at for at, name in enumerate(LONG) if item.nodeid.removeprefix("tests/").startswith(name)), len(LONG)))
    starters = (running.serving, running.run, running.listening, subprocess)
    for item in items:
        function = item if isinstance(item, pytest.Function) else None
        names = vars(function.module).values() if function else ()
        if function and (STARTED & set(function.fixturenames) or any(value is starter for value in names for starter in starters)):
            item.add_marker("process")
        if item.nodeid.removeprefix("tests/").startswith(SLOW):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def assets() -> Assets:
    """The shipped files, in the checkout."""
    return find_assets(ROOT)


@pytest.fixture(scope="session")
def snapshot(assets: Assets, catalogue: Catalogue) -> Snapshot:
    """The shipped data, loaded in this process as the command loads them."""
    return load_shipped(assets, extra=example_triples(catalogue))


@pytest.fixture(scope="session")
def engine(snapshot: Snapshot) -> EmbeddedEngine:
    """The engine on the shipped data."""
    return EmbeddedEngine(snapshot)


@pytest.fixture(scope="session")
def catalogue(assets: Assets) -> Catalogue:
    """The saved queries."""
    return Catalogue(assets.queries / "saved")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The service on the shipped data, as a process of its own."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def client(server: Server) -> Iterator[httpx.Client]:
    """An HTTP client for the service; it follows no redirect unless told."""
    with httpx.Client(base_url=server.url, timeout=30) as http:
        yield http
