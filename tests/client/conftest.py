"""A client of this process and one of a service; what is tested with ``graph`` is tested with both."""

from collections.abc import Iterator

import pytest

from tests.running import Server
from urbansec.client import Client
from urbansec.client.embedded import EmbeddedSource
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue


@pytest.fixture(scope="session")
def here(engine: EmbeddedEngine, catalogue: Catalogue) -> Client:
    """A client of this process, with the data that the other tests have loaded already."""
    client = Client()
    source = client._source
    assert isinstance(source, EmbeddedSource)
    source.__dict__.update(engine=engine, catalogue=catalogue)
    return client


@pytest.fixture(scope="session")
def there(server: Server) -> Iterator[Client]:
    """A client of the service."""
    with Client(server.url) as client:
        yield client


@pytest.fixture(params=["here", "there"])
def graph(request: pytest.FixtureRequest) -> Client:
    """Both, one after the other."""
    client = request.getfixturevalue(request.param)
    assert isinstance(client, Client)
    return client
