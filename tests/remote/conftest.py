"""The data in engines of other makers, and the service in front of each."""

from collections.abc import Iterator

import pytest

from tests.remote.servers import Store, oxigraph, virtuoso
from tests.running import Server, serving
from urbansec.dataset import Snapshot
from urbansec.dataset.dump import DUMP_FORMATS, dump


@pytest.fixture(scope="session")
def quads(snapshot: Snapshot) -> bytes:
    """What ``urbansec export`` writes."""
    return dump(snapshot, DUMP_FORMATS["nquads"])


@pytest.fixture(scope="session")
def oxigraph_store(quads: bytes) -> Iterator[Store]:
    """Oxigraph's server with the shipped data, its default graph the union."""
    with oxigraph(quads, "--union-default-graph") as store:
        yield store


@pytest.fixture(scope="session")
def virtuoso_store(quads: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Virtuoso with the shipped data."""
    with virtuoso(quads, tmp_path_factory.mktemp("virtuoso")) as store:
        yield store


@pytest.fixture(scope="session")
def on_oxigraph(oxigraph_store: Store) -> Iterator[Server]:
    """The service, asking Oxigraph."""
    with serving(settings={"URBANSEC_ENGINE": oxigraph_store.address}) as running:
        yield running


@pytest.fixture(scope="session")
def on_virtuoso(virtuoso_store: Store) -> Iterator[Server]:
    """The service, asking Virtuoso."""
    with serving(settings={"URBANSEC_ENGINE": virtuoso_store.address}) as running:
        yield running
