"""Turtle and SPARQL in the documentation are right, and the page on the model shows what the graph really holds."""

import re

import pyoxigraph as ox
import pytest

from tests.docs.support import MARKDOWN, Block, blocks, code_spans
from tests.running import ROOT
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.queries import SavedQuery
from urbansec.queries.header import read_header

ID = "https://w3id.org/urbansec/id/"
PAGE = ROOT / "docs" / "model.md"
TURTLE = [block for path in MARKDOWN for block in blocks(path, "turtle")]
OTHERS = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "urb": "https://w3id.org/urbansec/ontology#",
    "urbsh": "https://w3id.org/urbansec/shapes#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Things have one prefix per kind, as in the data.
KINDS = {
    kind.replace("-", ""): f"{ID}{kind}/"
    for kind in (
        *("certainty", "city", "count", "counted", "disagreement", "event", "evidence", "forum", "funding-programme", "measure", "membership", "office"),
        *("project", "project-participation", "project-role", "publication", "publication-kind", "qualifier", "source", "standing"),
    )
}
PREFIXES = {**OTHERS, **KINDS}
SPARQL = [block for path in MARKDOWN for block in blocks(path, "sparql")]
STATUS_ROW = re.compile(r"^\| (\d{4}-\d\d-\d\d) \| ([a-z ]+) \|", re.MULTILINE)


def triples(block: Block) -> list[ox.Triple]:
    """The triples of a block of Turtle, which leaves out the prefixes that every file declares."""
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    return [quad.triple for quad in ox.parse(f"{head}{block.text}", format=ox.RdfFormat.TURTLE)]


@pytest.mark.parametrize("block", TURTLE, ids=lambda block: block.name)
def test_turtle_parses(block: Block) -> None:
    assert triples(block)


@pytest.mark.parametrize("block", blocks(PAGE, "turtle"), ids=lambda block: block.name)
def test_the_examples_are_in_the_graph(block: Block, snapshot: Snapshot) -> None:
    missing = [t for t in triples(block) if not any(True for _ in snapshot.store.quads_for_pattern(t.subject, t.predicate, t.object))]
    assert missing == []


def test_the_things_named_are_in_the_graph(snapshot: Snapshot) -> None:
    named = [span for span in code_spans(PAGE) if re.fullmatch(rf"({'|'.join([*KINDS, 'urb'])}):[\w-]+", span)]
    assert len(named) > 20
    for span in named:
        prefix, _, local = span.partition(":")
        thing = ox.NamedNode(f"{PREFIXES[prefix]}{local}")
        assert any(True for _ in snapshot.store.quads_for_pattern(thing, None, None)), span


def test_the_answers_on_days_are_those_of_the_query(engine: EmbeddedEngine) -> None:
    rows = STATUS_ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert {status for _, status in rows} == {"certain", "possible", "not a member"}
    query = SavedQuery.read(ROOT / "queries" / "saved" / "membership-status.rq")
    for day, status in rows:
        (answer,) = query.table(engine, {"member": "id:city/essen", "forum": "id:forum/defus", "on": day}).rows
        assert answer["status"]["value"] == status, day


@pytest.mark.parametrize("block", SPARQL, ids=lambda block: block.name)
def test_sparql_answers_with_its_header(block: Block, engine: EmbeddedEngine) -> None:
    header = read_header(block.text, file=block.name)
    assert header.summary
    query = SavedQuery(name="example", path=block.file, text=block.text, header=header)
    assert query.table(engine, {}).rows
