"""Servers that several tests ask; nobody changes them."""

from collections.abc import Iterator

import psutil
import pytest
from mcp.client.stdio import StdioServerParameters

from tests.mcp.asking import COMMAND, Assistant, connected, inside, over_http
from tests.running import environment
from urbansec.engine import EmbeddedEngine
from urbansec.mcp.parts import Limits, Parts
from urbansec.mcp.server import make_server
from urbansec.queries import Catalogue


@pytest.fixture(scope="session")
def parts(engine: EmbeddedEngine, catalogue: Catalogue) -> Parts:
    """The shipped data and saved queries."""
    return Parts(engine, catalogue, Limits())


@pytest.fixture(scope="session")
def assistant(parts: Parts) -> Iterator[Assistant]:
    """A client of a server in this process."""
    with inside(make_server(parts)) as found:
        yield found


@pytest.fixture(scope="session")
def stdio() -> Iterator[tuple[Assistant, psutil.Process]]:
    """A client that has started ``urbansec mcp`` and talks to it over standard input and output, and that process."""
    before = set(psutil.Process().children())
    command = StdioServerParameters(command=COMMAND[0], args=list(COMMAND[1:]), env=environment())
    with connected(command) as found:
        (process,) = (child for child in set(psutil.Process().children()) - before if "mcp" in child.cmdline())
        yield found, process


@pytest.fixture(scope="session")
def http() -> Iterator[tuple[Assistant, psutil.Process]]:
    """A client of ``urbansec mcp --http``, and its process."""
    with over_http() as (address, process), connected(address) as found:
        yield found, psutil.Process(process.pid)


@pytest.fixture(params=["stdio", "http"])
def real(request: pytest.FixtureRequest) -> tuple[Assistant, psutil.Process]:
    """Each of the two."""
    found: tuple[Assistant, psutil.Process] = request.getfixturevalue(request.param)
    return found
