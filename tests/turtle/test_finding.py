"""Finding the statements of some resources gives what reading everything gives, only faster."""

import random
import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.turtle.generated import documents, graphs, lines
from tests.turtle.support import BASE, N_QUADS, N_TRIPLES, ROOT, TRIG, TURTLE, read
from urbansec.turtle import PlacedTriple, Source, find

Named = ox.NamedNode | ox.BlankNode


def key(triple: PlacedTriple) -> tuple[object, ...]:
    """A triple with its place, whatever its anonymous blank nodes are called."""
    return tuple("" if isinstance(term, ox.BlankNode) else str(term) for term in triple[:4]) + triple[4:]


def about(triples: list[PlacedTriple], wanted: set[Named]) -> set[tuple[object, ...]]:
    """The triples of the statements that begin with one of ``wanted``: those about them, and those in brackets within."""
    homes = [triple.block for triple in triples if triple.subject in wanted]
    return {key(t) for t in triples if any(home.start <= t.block.start and t.block.end <= home.end for home in homes)}


@pytest.mark.parametrize("form", [TURTLE, TRIG, N_TRIPLES, N_QUADS], ids=str)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_what_is_found_is_what_is_read(form: ox.RdfFormat, data: st.DataObject) -> None:
    text = data.draw({TURTLE: documents(), TRIG: graphs(), N_TRIPLES: lines(), N_QUADS: lines(graphs=True)}[form])
    triples = read(text, form).triples
    subjects = sorted({t.subject for t in triples if text[t.subject_span.start] not in "[(" and not isinstance(t.subject, ox.Triple)}, key=str)
    wanted = set(data.draw(st.lists(st.sampled_from(subjects), max_size=2))) if subjects else set()
    found = find(Source(text), form, wanted, base_iri=BASE)
    assert {key(triple) for triple in found.triples} == about(triples, wanted)
    assert found.mistakes == []
    everywhere = {key(triple) for triple in find(Source(text), form, wanted, base_iri=BASE, anywhere=True).triples}
    assert everywhere >= {key(triple) for triple in triples if {triple.subject, triple.predicate, triple.object} & wanted}


@pytest.mark.parametrize("name", ["data/organisations.ttl", "data/memberships/efus.ttl", "ontology/vocab/nuts-regions.ttl"])
def test_files_of_the_project(name: str) -> None:
    source = Source.read(ROOT / name)
    triples = read(source.text).triples
    names = sorted({t.subject for t in triples if isinstance(t.subject, ox.NamedNode)}, key=str)
    wanted: set[Named] = set(random.Random(1).sample(names, 20))  # noqa: S311 - the same every time
    assert {key(triple) for triple in find(source, TURTLE, wanted, base_iri=BASE).triples} == about(triples, wanted)


def test_all_spellings_of_a_name() -> None:
    text = (
        "@prefix a: <http://e.org/a#> . @base <http://e.org/> . a:x <p> 1 . <http://e.org/a#x> <p> 2 . <a#x> <p> 3 . <\\u0061#x> <p> 4 .\n"
        "PREFIX b: <http://e.org/> b:a\\#x <p> 5 . @prefix a: <http://other/> . a:x <p> 6 . BASE <http://other/> <a#x> <p> 7 ."
    )
    found = find(Source(text), TURTLE, {ox.NamedNode("http://e.org/a#x")}, base_iri=None)
    assert [triple.object.value for triple in found.triples] == ["1", "2", "3", "4", "5"]  # type: ignore[union-attr]


def test_only_the_four_formats() -> None:
    with pytest.raises(ValueError, match="not read with places"):
        find(Source(""), ox.RdfFormat.RDF_XML, set())


def test_it_takes_a_fraction_of_the_time() -> None:
    text = "@prefix ex: <http://example.org/> .\n" + "".join(
        f'ex:s{number} a ex:Thing ;\n  ex:label "number {number}. No end."@en ;\n  ex:next ex:s{number + 1} , <http://example.org/s{number + 2}> .\n'
        for number in range(20_000)
    )
    source = Source(text)
    wanted: set[Named] = {ox.NamedNode(f"http://example.org/s{number}") for number in range(0, 20_000, 200)}
    find(Source(text[:1_000]), TURTLE, wanted)  # what both need is made for the first text
    began = time.process_time()
    found = find(source, TURTLE, wanted)
    middle = time.process_time()
    everything = read(text)
    end = time.process_time()
    assert len(found.triples) == 400
    assert len(everything.triples) == 80_000
    assert middle - began < (end - middle) / 3
