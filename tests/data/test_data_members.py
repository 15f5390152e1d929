"""Who is a member, on how much evidence, and what can be said about a day."""

from collections import Counter

import pyoxigraph as ox
import pytest

from urbansec.assets import find_assets
from urbansec.dataset import Snapshot, load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue

from .support import ID, ROOT, URB, iri, kind, local, network_files, parse

DEFUS = f"{ID}forum/defus"
# Put together by hand from the sources: who was a member of DEFUS in January 2025, when it gave its size as 22.
CITIES_2025 = {
    *("aachen", "augsburg", "berlin", "bochum", "duesseldorf", "essen", "freiburg-im-breisgau", "gelsenkirchen", "gladbeck", "goettingen"),
    *("hannover", "heidelberg", "kaiserslautern", "karlsruhe", "koeln", "mannheim", "muenchen", "nuernberg", "stuttgart"),
}
ORGANISATIONS_2025 = {"deutscher-praeventionstag", "landespraeventionsrat-niedersachsen", "landespraeventionsrat-nordrhein-westfalen"}
# Those whom a source names for the first two years.
CITIES_2012 = {"augsburg", "duesseldorf", "goettingen", "heidelberg", "leer", "mannheim", "muenchen", "oldenburg", "stuttgart"}
ORGANISATIONS_2012 = {"deutscher-praeventionstag", "landespraeventionsrat-niedersachsen"}
MEMBERSHIPS = {"defus": 25, "efus": 165, "fbpsu": 5, "fepsu": 8, "ffsu": 24, "fisu": 27, "fppsu": 14}


@pytest.fixture(scope="module")
def curated() -> list[ox.Triple]:
    return parse(network_files())


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return load_shipped(find_assets(ROOT))


@pytest.fixture(scope="module")
def engine(snapshot: Snapshot) -> EmbeddedEngine:
    return EmbeddedEngine(snapshot, seconds=30, workers=1)


def members_on(engine: EmbeddedEngine, day: str) -> dict[str, dict[str, str]]:
    """What the saved query tells of the members of DEFUS on a day, by the end of their IRI."""
    table = Catalogue(ROOT / "queries" / "saved").get("members-of-forum").table(engine, {"forum": DEFUS, "on": day})
    cells = [{name: cell["value"] for name, cell in row.items()} for row in table.rows]
    found = {row["member"].removeprefix(ID): row for row in cells}
    assert len(found) == len(cells)
    return found


def of_kind(members: dict[str, dict[str, str]], wanted: str) -> set[str]:
    """The slugs of the members of one kind."""
    return {slug for member in members for start, _, slug in [member.partition("/")] if start == wanted}


def first_evidence(snapshot: Snapshot, member: str) -> str:
    """The first day that the start of a membership of DEFUS, as stated, or any evidence for it can mean."""
    found = snapshot.store.query(
        f"""SELECT (MIN(?day) AS ?first) WHERE {{
          ?membership <{URB}forum> <{DEFUS}> ; <{URB}member> <{ID}{member}> .
          {{ ?membership <{URB}sinceEarliest> ?day }} UNION {{ ?membership <{URB}attestedBy>/<{URB}asOfEarliest> ?day }}
        }}""",
        use_default_graph_as_union=snapshot.union,
    )
    assert isinstance(found, ox.QuerySolutions)
    ((first,),) = found
    assert isinstance(first, ox.Literal)
    return first.value


def test_every_membership_is_there(curated: list[ox.Triple]) -> None:
    memberships = {local(t.subject) for t in curated if kind(t.subject) == "membership"}
    found = Counter(membership.removeprefix("membership/").partition("-")[0] for membership in memberships)
    assert {forum: found[forum] for forum in MEMBERSHIPS if found[forum] < MEMBERSHIPS[forum]} == {}
    assert sum(MEMBERSHIPS.values()) == 268


def test_every_attestation_is_there(curated: list[ox.Triple]) -> None:
    backing = [t for t in curated if kind(t.subject) == "membership" and t.predicate.value == f"{URB}evidence"]
    assert len(backing) >= 504
    assert len({iri(t.object) for t in backing}) == len(backing)


def test_every_place_is_there(curated: list[ox.Triple]) -> None:
    found = Counter(kind(subject) for subject in {t.subject for t in curated})
    assert found["city"] >= 195
    assert found["region"] >= 11
    assert found["county"] >= 3
    assert found["authority"] >= 14


def test_every_start_is_given_by_some_evidence(curated: list[ox.Triple]) -> None:
    since = {t.subject: t.object for t in curated if kind(t.subject) == "membership" and t.predicate.value == f"{URB}since"}
    stated = {(t.subject, t.object) for t in curated if t.predicate.value == f"{URB}statedSince"}
    backing = [t for t in curated if t.predicate.value == f"{URB}evidence" and t.subject in since]
    given = {t.subject for t in backing if (t.object, since[t.subject]) in stated}
    assert len(since) > 50
    assert {local(membership) for membership in set(since) - given} == set()


def test_defus_has_22_members_in_january_2025(engine: EmbeddedEngine) -> None:
    members = members_on(engine, "2025-01-07")
    assert of_kind(members, "city") == CITIES_2025
    assert set(members) == {f"city/{slug}" for slug in CITIES_2025} | {f"organisation/{slug}" for slug in ORGANISATIONS_2025}
    assert (len(CITIES_2025), len(ORGANISATIONS_2025), len(members)) == (19, 3, 22)
    assert {row["kind"] for row in members.values()} == {"city", "organisation"}
    assert {member for member, row in members.items() if f"{ID}source/" not in row["sources"]} == set()


def test_nobody_is_a_member_before_the_first_evidence(engine: EmbeddedEngine, snapshot: Snapshot) -> None:
    members = members_on(engine, "2012-01-01")
    assert of_kind(members, "city") == CITIES_2012
    assert of_kind(members, "organisation") == ORGANISATIONS_2012
    assert len(members) == len(CITIES_2012) + len(ORGANISATIONS_2012)
    assert {member for member in members if first_evidence(snapshot, member) > "2012-01-01"} == set()
    assert first_evidence(snapshot, "city/essen") == "2015-01-01"
