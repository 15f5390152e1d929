"""CSV: an IRI that holds a comma is one field, whether the data have it or the query makes it."""

import csv
import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from urbansec.dataset import Snapshot, load_files
from urbansec.engine import BOOLEAN_AND_TABLE, Caps, EmbeddedEngine, Request
from urbansec.engine.comma import write_csv

CSV = next(offer for offer in BOOLEAN_AND_TABLE if offer.name == "csv")
PLAIN = '<urn:a> <urn:p> "x\\ny", "a,b"@en, 5, 1.50, 1e3, true, "q\\"q", "", _:b, <urn:é> .'
ALL = "SELECT * { ?s ?p ?o OPTIONAL { ?o ?never ?bound } } ORDER BY ?s ?p ?o"
IRI = "urn:c,d"


def loaded(folder: Path, turtle: str) -> Snapshot:
    (folder / "some.ttl").write_text(turtle, "utf-8")
    return load_files([folder / "some.ttl"])


def rows(engine: EmbeddedEngine, query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(engine.execute(Request(query), CSV).content.decode(), newline="")))[1:]


def test_what_holds_no_comma_is_written_by_the_engine_and_alike(tmp_path: Path) -> None:
    snapshot = loaded(tmp_path, PLAIN)
    assert not snapshot.commas
    ours, theirs = io.BytesIO(), snapshot.store.query(ALL)
    solutions = snapshot.store.query(ALL)
    assert isinstance(solutions, ox.QuerySolutions)
    assert isinstance(theirs, ox.QuerySolutions)
    write_csv(solutions, ours)
    assert ours.getvalue() == theirs.serialize(format=ox.QueryResultsFormat.CSV)


@pytest.mark.parametrize("caps", [Caps(), Caps(10, 0), Caps(0, 10_000)], ids=["whole", "rows", "bytes"])
def test_an_iri_of_the_data_with_a_comma_is_one_field(tmp_path: Path, caps: Caps) -> None:
    snapshot = loaded(tmp_path, f"<{IRI}> <urn:p> <urn:o>, 1 .")
    assert snapshot.commas
    assert rows(EmbeddedEngine(snapshot, caps=caps), "SELECT ?s ?p { ?s ?p ?o } ORDER BY ?o") == [[IRI, "urn:p"]] * 2


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?x ?y {{ BIND(<{IRI}> AS ?x) BIND(1 AS ?y) }}",
        f"SELECT ?x ?y {{ VALUES (?x ?y) {{ (<{IRI}> 1) }} }}",
        'SELECT ?x ?y { BIND(IRI(CONCAT("urn:c", ",", "d")) AS ?x) BIND(1 AS ?y) }',
        'SELECT ?x ?y { BIND(uri ("urn:c,d") AS ?x) BIND(1 AS ?y) }',
        "BASE <urn:c,d> SELECT ?x ?y { BIND(<> AS ?x) BIND(1 AS ?y) }",
        "PREFIX c: <urn:c,> SELECT ?x ?y { BIND(c:d AS ?x) BIND(1 AS ?y) }",
        "SELECT ?x ?y { BIND(<urn:c\\u002Cd> AS ?x) BIND(1 AS ?y) }",
        "PREFIX c: <urn:c> SELECT ?x ?y { BIND(c:\\,d AS ?x) BIND(1 AS ?y) }",
    ],
)
def test_an_iri_that_the_query_makes_too(tmp_path: Path, query: str) -> None:
    assert rows(EmbeddedEngine(loaded(tmp_path, PLAIN)), query) == [[IRI, "1"]]


def test_a_truth_value_stays_what_it_is(tmp_path: Path) -> None:
    answer = EmbeddedEngine(loaded(tmp_path, f"<{IRI}> <urn:p> 1 .")).execute(Request("ASK {}"), CSV)
    assert answer.content == b"true"
