"""grlc reads every saved query as it is: the same summary and tags, and from the service the same rows."""

import csv
import io
import json
import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from tests.running import ROOT, Server
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, EmbeddedEngine
from urbansec.queries import Catalogue, SavedQuery

SAVED = ROOT / "queries" / "saved"
NAMES = sorted(path.stem for path in SAVED.glob("*.rq"))
CSV = next(offer for offer in BOOLEAN_AND_TABLE if offer.name == "csv")
N_TRIPLES = next(offer for offer in GRAPH_FORMATS if offer.name == "ntriples")


@pytest.fixture(scope="module")
def grlc(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What grlc makes of the saved queries, with the service as its endpoint."""
    environment = os.environ.get("URBANSEC_GRLC_VENV")
    assert environment, "make test prepares the environment with grlc (tests/grlc/requirements.txt) and names it in URBANSEC_GRLC_VENV"
    command = [str(Path(environment, "bin", "python")), "-I", str(Path(__file__).with_name("asking.py")), str(SAVED), server.sparql]
    done = subprocess.run(command, cwd=tmp_path_factory.mktemp("grlc"), capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def wanted(query: SavedQuery, engine: EmbeddedEngine) -> bytes:
    """The answer with the defaults; the analysis that a header may name is not in the file."""
    call = query.call(engine, {}, today=datetime.now(UTC).date())
    return engine.execute(call.request, N_TRIPLES if query.form.gives_graph else CSV).content


def rows(text: str) -> list[list[str]]:
    """The rows of a CSV text, the variables first."""
    return list(csv.reader(io.StringIO(text, newline="")))


def test_grlc_makes_an_operation_of_each_query(grlc: Mapping[str, Any]) -> None:
    assert sorted(path.removeprefix("/") for path in grlc["paths"]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_grlc_reads_the_same_header(name: str, grlc: Mapping[str, Any], catalogue: Catalogue) -> None:
    header, (operation,) = catalogue.get(name).header, grlc["paths"][f"/{name}"].values()
    assert (operation["summary"], tuple(operation["tags"])) == (header.summary, header.tags)
    assert operation["description"].startswith(header.description)
    # Ours stand in VALUES, where grlc leaves them alone; it adds one of its own, another endpoint.
    assert [parameter["name"] for parameter in operation["parameters"]] == ["endpoint"]


@pytest.mark.parametrize("name", NAMES)
def test_grlc_gets_the_same_rows(name: str, grlc: Mapping[str, Any], catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    query, answer = catalogue.get(name), grlc["answers"][name]
    assert answer["status"] == 200, answer["body"][:500]
    content = wanted(query, engine)
    if query.form.gives_graph:
        assert answer["type"] == N_TRIPLES.media_type
        mine, its = (set(ox.parse(each, ox.RdfFormat.N_TRIPLES)) for each in (content, answer["body"].encode()))
        assert its == mine
    else:
        assert answer["type"].startswith(CSV.media_type)
        assert len(rows(answer["body"])) > 1
        assert rows(answer["body"]) == rows(content.decode())


def test_a_query_that_grlc_would_read_otherwise_would_be_noticed(grlc: Mapping[str, Any], catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    query = catalogue.get("members-of-forum")
    other = query.call(engine, {"forum": "id:forum/efus"}, today=datetime.now(UTC).date())
    assert rows(grlc["answers"]["members-of-forum"]["body"]) != rows(engine.execute(other.request, CSV).content.decode())
