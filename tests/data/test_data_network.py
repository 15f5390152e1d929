"""How much of the network is recorded: forums, events, projects, numbers, sources, and the contradictions between them."""

from collections import Counter

import pyoxigraph as ox
import pytest

from .support import ID, URB, iri, kind, local, network_files, parse, values

FORUMS = {"defus", "efus", "fbpsu", "fepsu", "ffsu", "fisu", "flpsu", "fppsu"}
AT_LEAST = {"count": 131, "event": 77, "forum": 8, "office": 36, "project": 32, "publication": 18, "source": 169}
COUNTS = {"defus": 19, "efus": 92, "fbpsu": 5, "fepsu": 1, "ffsu": 3, "fisu": 10, "fppsu": 1}

# Where sources contradict each other, one line for each matter: the disagreements that record it, and all the sources
# of which at least one evidence of an alternative must be.
CONTRADICTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "strength of DEFUS": (("defus-cities", "defus-members", "defus-organisations"), "p26 p27 seed1 seed2 seed3"),
    "founders of DEFUS": (("defus-founding-members",), "p06 p07"),
    "founding year of Efus": (("efus-founding-year",), "p62 seed3"),
    "size of Efus": (("efus-size",), "p05 p11 p15 p76 p99 seed3 seed4"),
    "countries of Efus": (("efus-countries",), "p01 p100 p102 p105 p107 p11 p12 p20 p50 p52 p53 p55 p98 p99 seed3"),
    "seats of the Executive Committee": (("efus-executive-committee-seats",), "p113 p158 p18 p20"),
    "day of the election of 2021": (("efus-election-2021-day",), "p18 p20"),
    "number of the assembly in Dresden": (("defus-assembly-2018-number",), "p112 p28"),
    "year of the Efus assembly in Berlin": (("efus-assembly-berlin-year",), "p111 p21"),
    "year of the conference in Aubervilliers": (("efus-conference-2012-year",), "p85 p86 p98"),
    "seat of Efus": (("efus-seat",), "p18 p34 p73 seed3"),
    "number of national forums": (("efus-national-forums",), "p107 p15 p77 seed2"),
    "day of the FISU assembly in Modena": (("fisu-assembly-2018-day",), "p47 p48"),
    "size of FISU": (("fisu-size",), "p45 p49 p50 p51 p52 p53 p55"),
    "number and partners of IcARUS": (("icarus-grant-number", "icarus-partners"), "p140 p141 p143 p144"),
    "LOUD and BRIDGE": (("bridge-charleroi", "bridge-end", "loud-partner-cities"), "p132 p134 p138 p32"),
    "end of BeSecure-FeelSecure": (("besecure-feelsecure-end",), "p120 p123"),
    "length of PACTESUR": (("pactesur-length",), "p96 p97"),
    "participants of the Brussels conference": (("efus-conference-2024-participants",), "p127 p153 p154"),
    "day of the conference in Mondorf-les-Bains": (("flpsu-conference-2007-day",), "p148 p150"),
    "whose the 24th assembly was": (("defus-assembly-2023-06-organiser",), "p101 p38"),
    "size of the Belgian forum": (("fbpsu-size",), "p10 p65 p66"),
}


@pytest.fixture(scope="module")
def curated() -> list[ox.Triple]:
    return parse(network_files())


def thing(path: str) -> ox.NamedNode:
    return ox.NamedNode(ID + path)


def sources(triples: list[ox.Triple], claim: object) -> set[str]:
    """The sources that back a claim, by the end of their IRI."""
    return {local(s).removeprefix("source/") for e in values(triples, claim, "evidence") for s in values(triples, e, "source")}


def test_nothing_was_lost(curated: list[ox.Triple]) -> None:
    found = Counter(kind(subject) for subject in {t.subject for t in curated})
    assert {what: found[what] for what, number in AT_LEAST.items() if found[what] < number} == {}
    assert {local(t.subject).removeprefix("forum/") for t in curated if kind(t.subject) == "forum"} >= FORUMS


def test_every_number_is_there(curated: list[ox.Triple]) -> None:
    counts = {local(t.subject) for t in curated if kind(t.subject) == "count"}
    found = Counter(count.removeprefix("count/").partition("-")[0] for count in counts)
    assert sum(COUNTS.values()) == AT_LEAST["count"]
    assert {forum: found[forum] for forum, number in COUNTS.items() if found[forum] < number} == {}


def test_all_contradictions_have_a_name() -> None:
    names = [name for disagreements, _ in CONTRADICTIONS.values() for name in disagreements]
    assert len(CONTRADICTIONS) == 22
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("matter", CONTRADICTIONS)
def test_both_sides_of_a_contradiction_are_told(curated: list[ox.Triple], matter: str) -> None:
    disagreements, expected = CONTRADICTIONS[matter]
    told: set[str] = set()
    for disagreement in disagreements:
        alternatives = values(curated, thing(f"disagreement/{disagreement}"), "alternative")
        assert len(alternatives) >= 2
        assert {kind(alternative) for alternative in alternatives} <= {"claim", "count"}
        backed = [sources(curated, alternative) for alternative in alternatives]
        assert all(backed)
        told |= set().union(*backed)
    assert told >= set(expected.split())


def test_a_preferred_side_has_its_reason(curated: list[ox.Triple]) -> None:
    preferred = {t.subject for t in curated if t.predicate.value == f"{URB}preferredAlternative"}
    assert len(preferred) >= 12
    assert {local(d) for d in preferred if not values(curated, d, "preferenceReason")} == set()


def test_alternatives_differ(curated: list[ox.Triple]) -> None:
    same = set()
    for disagreement in {t.subject for t in curated if kind(t.subject) == "disagreement"}:
        claims = values(curated, disagreement, "alternative")
        said = {str(value) for claim in claims for term in ("claimValue", "reportedValue", "qualifier", "counted") for value in values(curated, claim, term)}
        if len(said) < 2:
            same.add(local(disagreement))
    assert same == set()


def test_two_cities_can_host_one_event(curated: list[ox.Triple]) -> None:
    places = values(curated, thing("event/efus-conference-2012"), "place")
    assert {iri(place) for place in places} == {f"{ID}city/aubervilliers", f"{ID}city/saint-denis"}


def test_employees_hold_no_office(curated: list[ox.Triple]) -> None:
    kinds = {local(t.object).removeprefix("office-kind/") for t in curated if t.predicate.value == f"{URB}officeKind"}
    elected = {"auditor", "board-member", "chair", "executive-committee-member", "founder", "initiator", "president", "vice-chair", "vice-president"}
    assert kinds == elected | {"deputy-mayor", "lord-mayor", "mayor", "secretariat"}
    secretariats = {t.subject for t in curated if t.predicate.value == f"{URB}officeKind" and local(t.object) == "office-kind/secretariat"}
    assert {kind(holder) for office in secretariats for holder in values(curated, office, "holder")} == {"region"}
