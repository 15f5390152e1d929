"""Every statement about the network names who says so.

Evidence without urb:attests backs all of a resource that no other evidence names; with urb:attests it
backs the statements with that property; with urb:attestsValue too, only those with that value.
"""

import pyoxigraph as ox
import pytest

from .support import ID, TYPE, URB, iri, kind, local, network_files, parse

SKOS = "http://www.w3.org/2004/02/skos/core#"
NEEDS_NO_BACKING = {
    TYPE,
    f"{SKOS}altLabel",
    f"{SKOS}note",
    f"{SKOS}prefLabel",
    f"{URB}evidence",
    "http://xmlns.com/foaf/0.1/homepage",
}
# Sources and evidence are the backing; a disagreement only sets backed claims beside each other.
BACKING_KINDS = {"disagreement", "evidence", "source"}
ALWAYS_BACKED = {
    *("authority", "city", "claim", "count", "county", "event", "forum"),
    *("measure", "membership", "office", "participation", "project", "project-participation", "publication", "region"),
}

Attested = tuple[set[str], set[object]]


def attested(triples: list[ox.Triple]) -> dict[str, list[Attested]]:
    """For each resource, what each piece of its evidence names: properties and values."""
    properties: dict[object, set[str]] = {}
    wanted: dict[object, set[object]] = {}
    for t in triples:
        if t.predicate.value == f"{URB}attests":
            properties.setdefault(t.subject, set()).add(iri(t.object))
        elif t.predicate.value == f"{URB}attestsValue":
            wanted.setdefault(t.subject, set()).add(t.object)
    found: dict[str, list[Attested]] = {}
    for t in triples:
        if t.predicate.value == f"{URB}evidence":
            pair = (properties.get(t.object, set()), wanted.get(t.object, set()))
            found.setdefault(iri(t.subject), []).append(pair)
    return found


def to_back(triples: list[ox.Triple]) -> list[ox.Triple]:
    """The statements that need backing."""
    return [t for t in triples if kind(t.subject) not in BACKING_KINDS and t.predicate.value not in NEEDS_NO_BACKING]


def unbacked(triples: list[ox.Triple]) -> set[ox.Triple]:
    """The statements about the network that no evidence backs."""
    found = attested(triples)
    missing = set()
    for t in to_back(triples):
        evidence = found.get(iri(t.subject), [])
        specific = any(t.predicate.value in names and (not wanted or t.object in wanted) for names, wanted in evidence)
        general = any(not names for names, _ in evidence)
        if not specific and not general:
            missing.add(t)
    return missing


def idle(triples: list[ox.Triple]) -> set[tuple[str, str]]:
    """What evidence names although its resource does not state it: (resource, property or value)."""
    stated: dict[str, set[object]] = {}
    for t in triples:
        stated.setdefault(iri(t.subject) + " " + t.predicate.value, set()).add(t.object)
    problems = set()
    for resource, evidence in attested(triples).items():
        for names, wanted in evidence:
            present = [stated.get(f"{resource} {property_}", set()) for property_ in names]
            problems |= {(resource, n) for n, v in zip(names, present, strict=True) if not v}
            problems |= {(resource, str(value)) for value in wanted if not any(value in v for v in present)}
    return problems


def without(triples: list[ox.Triple], evidence: str) -> list[ox.Triple]:
    """The triples without one piece of evidence."""
    gone = f"{ID}evidence/{evidence}"
    kept = [t for t in triples if gone not in (iri(t.subject), iri(t.object))]
    assert len(kept) < len(triples)
    return kept


@pytest.fixture(scope="module")
def curated() -> list[ox.Triple]:
    return parse(network_files())


@pytest.mark.parametrize(
    ("evidence", "resource", "lost"),
    [
        ("membership-defus-aachen-p101", "membership/defus-aachen", {"forum", "member", "since"}),
        ("membership-defus-essen-p100", "membership/defus-essen", set()),
        ("membership-defus-essen-seed0", "membership/defus-essen", {"since"}),
        ("membership-fisu-torino-p45", "membership/fisu-torino", {"since", "standing"}),
        ("membership-efus-bochum-seed3-2", "membership/efus-bochum", {"motive"}),
        ("city-essen-nuts-2024", "city/essen", set()),
        ("city-essen-geonames", "city/essen", {"country", "geonames", "population"}),
        ("forum-efus-seed3-1", "forum/efus", {"legalForm"}),
        ("forum-efus-seed3-2", "forum/efus", {"pursuesAim"}),
    ],
)
def test_the_check_finds_missing_evidence(curated: list[ox.Triple], evidence: str, resource: str, lost: set[str]) -> None:
    found = unbacked(without(curated, evidence))
    assert {local(t.subject) for t in found} == ({resource} if lost else set())
    assert {local(t.predicate, URB) for t in found} - {""} == lost


def test_the_check_finds_one_missing_value(curated: list[ox.Triple]) -> None:
    extra = ox.Triple(
        ox.NamedNode(f"{ID}forum/efus"),
        ox.NamedNode(f"{URB}addressesTopic"),
        ox.NamedNode(f"{ID}topic/clan-crime"),
    )
    assert extra not in curated
    assert unbacked([*curated, extra]) == {extra}


def test_the_check_finds_evidence_for_what_is_not_stated(curated: list[ox.Triple]) -> None:
    evidence = ox.NamedNode(f"{ID}evidence/membership-defus-essen-seed0")
    until = ox.Triple(evidence, ox.NamedNode(f"{URB}attests"), ox.NamedNode(f"{URB}until"))
    assert idle([*curated, until]) == {(f"{ID}membership/defus-essen", f"{URB}until")}


def test_every_statement_is_backed(curated: list[ox.Triple]) -> None:
    assert len(to_back(curated)) > 2000
    assert unbacked(curated) == set()


def test_evidence_names_only_what_is_stated(curated: list[ox.Triple]) -> None:
    assert idle(curated) == set()


def test_every_record_of_the_network_has_evidence(curated: list[ox.Triple]) -> None:
    found = attested(curated)
    things = {iri(t.subject) for t in curated if kind(t.subject) in ALWAYS_BACKED}
    assert len(things) > 500
    assert {thing for thing in things if not found.get(thing)} == set()


def test_every_piece_of_evidence_backs_one_resource(curated: list[ox.Triple]) -> None:
    users: dict[str, int] = {}
    for t in curated:
        if t.predicate.value == f"{URB}evidence":
            users[iri(t.object)] = users.get(iri(t.object), 0) + 1
    assert {iri(t.subject) for t in curated if kind(t.subject) == "evidence"} == set(users)
    assert set(users.values()) == {1}
