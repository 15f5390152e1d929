"""The services that the suites are run against: one with the data of all queries, one whose data a test changes."""

from collections.abc import Iterator

import pytest

from tests.conformance.service import Service, everything, running


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on the graphs of all query and protocol tests."""
    with running(tmp_path_factory.mktemp("conformance"), everything(), serves_all=True) as made:
        yield made


@pytest.fixture(scope="session")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that loads what a test wants it to serve."""
    with running(tmp_path_factory.mktemp("graph-store"), ()) as made:
        yield made
