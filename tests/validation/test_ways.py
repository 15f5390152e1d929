"""Paths lead to the values that SHACL gives them, along statements that are there; a qualified count counts what conforms."""

import random

import pyoxigraph as ox
import pytest

from tests.validation.engines import generated
from urbansec.queries.shapes.path import read_path
from urbansec.validation.counted import conforming
from urbansec.validation.shapes import Graph
from urbansec.validation.ways import ways

EX = "http://example.org/"
DATA = "ex:a ex:p ex:b, ex:c , [ ex:q 1 ] . ex:b ex:q 1 . ex:c ex:q 2, 3 ."
SHAPES = """
ex:One sh:property [ sh:path ex:q ; sh:maxCount 1 ; sh:minCount 1 ] .
ex:S sh:targetNode ex:a ; sh:node ex:One .
ex:Any a rdfs:Class, sh:NodeShape ; sh:property [ sh:path ex:nothing ; sh:minCount 1 ] .
"""


@pytest.mark.parametrize("seed", range(60))
def test_ways(seed: int) -> None:
    """To each value of the path, and to nothing else, by statements each of which begins or ends where the one before ended."""
    rng = random.Random(seed)  # noqa: S311 - data, not secrets
    data = generated.triples(generated.graph(rng, 40))
    store = ox.Store()
    store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in data])
    stored = [quad.triple for quad in store]
    described = generated.triples([f"ex:S sh:path {generated.path(rng, 3)} ."])
    graph = Graph(described)
    (node,) = graph.objects(ox.NamedNode(f"{EX}S"), ox.NamedNode("http://www.w3.org/ns/shacl#path"))
    path = read_path(graph, node)
    for start in {triple.subject for triple in stored}:
        assert isinstance(start, (ox.NamedNode, ox.BlankNode))
        found = ways(path, store, start)
        assert found.keys() == path.forward(Graph(stored), [start])
        for end, way in found.items():
            at: object = start
            for triple in way:
                assert triple in stored
                assert at in (triple.subject, triple.object)
                at = triple.object if at == triple.subject else triple.subject
            assert at == end


def test_conforming() -> None:
    """IRIs, blank nodes and literals; what other shapes say of them does not matter."""
    shapes = generated.read(generated.PREFIXES + SHAPES)
    data = generated.triples([DATA, "ex:b a ex:Any ."])
    values = {triple.object for triple in data if triple.predicate == ox.NamedNode(f"{EX}p") and not isinstance(triple.object, ox.Triple)}
    blank = {value for value in values if isinstance(value, ox.BlankNode)}
    one = ox.NamedNode(f"{EX}One")
    assert len(blank) == 1
    assert conforming(data, shapes, one, {*values, ox.Literal("x")}) == {ox.NamedNode(f"{EX}b"), *blank}
    assert conforming(data, shapes, one, ()) == set()
