"""Equal data give equal answers: the order in which statements stand in the files shows nowhere, also not within a value."""

import random
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest

from urbansec.citation import checksum
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine, Request
from urbansec.queries import Catalogue, read_table
from urbansec.queries.table import JSON

TODAY = date(2026, 11, 22)
# Joins values in the order in which the store gives them, which is that of the files.
UNORDERED = """
PREFIX urb: <https://w3id.org/urbansec/ontology#>
SELECT ?forum (GROUP_CONCAT(STR(?member); separator=" ") AS ?members) WHERE { ?membership urb:forum ?forum ; urb:member ?member } GROUP BY ?forum"""


@pytest.fixture(scope="module")
def shuffled(snapshot: Snapshot) -> EmbeddedEngine:
    """The same statements, stored in another order."""
    quads = list(snapshot.store)
    random.Random(5).shuffle(quads)  # noqa: S311 - no secret
    store = ox.Store()
    store.extend(quads)
    return EmbeddedEngine(replace(snapshot, store=store))


def test_answers_do_not_depend_on_the_order_of_statements(engine: EmbeddedEngine, shuffled: EmbeddedEngine, catalogue: Catalogue) -> None:
    differ = []
    for query in catalogue:
        tables = [query.call(each, {}, today=TODAY).table(each) for each in (engine, shuffled)]
        if checksum(tables[0], graph=query.form.gives_graph) != checksum(tables[1], graph=query.form.gives_graph):
            differ.append(query.name)
    assert len(catalogue) > 50
    assert differ == []


def test_a_query_that_depends_on_it_would_be_noticed(engine: EmbeddedEngine, shuffled: EmbeddedEngine) -> None:
    tables = [read_table(each.execute(Request(UNORDERED), JSON).content) for each in (engine, shuffled)]
    assert checksum(tables[0]) != checksum(tables[1])
