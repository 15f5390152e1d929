"""Everything of ours that the data mention is described, in the data or in a vocabulary."""

import pyoxigraph as ox

from .support import ID, URB, iri, network_files, parse, turtle_files


def undescribed(triples: list[ox.Triple], described_elsewhere: set[str]) -> set[str]:
    """The things that the triples mention but nothing describes."""
    subjects = {iri(t.subject) for t in triples} | described_elsewhere
    return {iri(t.object) for t in triples if iri(t.object).startswith(ID)} - subjects


def concepts() -> set[str]:
    """The concepts that the vocabularies describe."""
    return {iri(t.subject) for t in parse(turtle_files("ontology/vocab"))}


def test_the_check_finds_a_dangling_reference() -> None:
    missing = ox.NamedNode(f"{ID}city/nowhere")
    dangling = ox.Triple(ox.NamedNode(f"{ID}event/x"), ox.NamedNode(f"{URB}place"), missing)
    assert undescribed([*parse(network_files()), dangling], concepts()) == {missing.value}


def test_everything_mentioned_is_described() -> None:
    triples = parse(network_files())
    assert len(triples) > 8000
    assert undescribed(triples, concepts()) == set()


def test_every_source_person_and_organisation_is_used() -> None:
    triples = parse(network_files())
    mentioned = {iri(t.object) for t in triples}
    things = {iri(t.subject) for t in triples if iri(t.subject).startswith(ID)}
    kinds = ("source/", "person/", "organisation/", "evidence/")
    assert {thing for thing in things if thing.removeprefix(ID).startswith(kinds)} <= mentioned
