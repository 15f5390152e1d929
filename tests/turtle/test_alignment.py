"""Blank nodes of two readings of one text are matched: by position, or by what is said of them."""

import random
from typing import Any

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.turtle.generated import documents, graphs
from tests.turtle.support import BASE, TRIG, TURTLE, read
from urbansec.turtle import PlacedTriple, align

Aligned = dict[ox.BlankNode, ox.BlankNode]


def loaded(text: str, form: ox.RdfFormat = TURTLE) -> list[ox.Quad]:
    """The text as the loader reads it, all blank nodes renamed."""
    return list(ox.parse(text, format=form, base_iri=BASE, rename_blank_nodes=True))


def renamed(triples: list[PlacedTriple], names: Aligned) -> set[ox.Quad]:
    """The triples with the other reading's blank nodes."""

    def other(term: Any) -> Any:
        return names[term] if isinstance(term, ox.BlankNode) else term

    return {ox.Quad(other(t.subject), t.predicate, other(t.object), other(t.graph or ox.DefaultGraph())) for t in triples}


@given(documents())
@settings(max_examples=80, deadline=None)
def test_in_the_order_of_the_text(text: str) -> None:
    triples, quads = read(text).triples, loaded(text)
    names = align(triples, quads)
    assert names is not None
    assert renamed(triples, names) == set(quads)


@given(graphs(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_in_any_order(text: str, chance: random.Random) -> None:
    triples, quads = read(text, TRIG).triples, loaded(text, TRIG)
    chance.shuffle(quads)
    names = align(triples, quads)
    assert names is not None
    assert renamed(triples, names) == set(quads)


def test_nodes_that_look_alike() -> None:
    ring = "_:a <p> _:b . _:b <p> _:c . _:c <p> _:a . [] <q> [] . [] <q> [] . _:x <r> _:x ."
    quads = sorted(loaded(ring), key=str)
    triples = read(ring).triples
    names = align(triples, quads)
    assert names is not None
    assert renamed(triples, names) == set(quads)


def test_what_says_something_else_is_not_matched() -> None:
    triples = read("_:a <p> _:b . _:b <p> 1 .").triples
    for other in ("_:a <p> _:b . _:b <p> 2 .", "_:a <p> _:b . _:a <p> 1 .", "_:a <p> _:b .", "<a> <p> _:b . _:b <p> 1 ."):
        assert align(triples, loaded(other)) is None
    assert align(read("_:a <p> 1 . _:b <p> 1 .").triples, loaded("_:a <p> 1 . _:a <p> 1 .")) is None
    rings = read("_:a <p> _:b . _:b <p> _:a . _:c <p> _:d . _:d <p> _:c .").triples
    assert align(rings, loaded("_:a <p> _:b . _:b <p> _:c . _:c <p> _:d . _:d <p> _:a .")) is None


def test_a_file_is_loaded_into_a_graph_of_its_own() -> None:
    text = "<a> <p> [ <q> 1 ] ."
    quads = [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode("urn:g")) for q in loaded(text)]
    triples = read(text).triples
    names = align(triples, quads)
    assert names is not None
    assert len(names) == 1
    assert align(triples, [quad.triple for quad in quads]) == names


def test_many_blank_nodes_take_no_longer_than_needed() -> None:
    text = "".join(f"<s{number}> <p> [ <q> {number} ; <r> ( {number} [] ) ] .\n" for number in range(2000))
    triples, quads = read(text).triples, sorted(loaded(text), key=str)
    names = align(triples, quads)
    assert names is not None
    assert len(names) == 8000
