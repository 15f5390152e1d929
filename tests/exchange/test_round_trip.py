"""Turtle to CSV and back: an export changes nothing when it is imported, and what tables carry can be made from them alone."""

import shutil

import pyoxigraph as ox
import pytest

from urbansec.exchange.curated import PREF_LABEL, Curated, slug_of, thing, urb
from urbansec.exchange.exporter import TABLES
from urbansec.exchange.occurrence import UNNAMED_HOST

from .support import Desk, evidence_of, facts, read_csv

Record = dict[str, object]
IN_EVENTS = ("eventKind", "start", "end", "place", "organiser")


def memberships(curated: Curated) -> dict[str, Record]:
    """All that the table of members carries of the memberships."""
    return {
        slug_of(node): {
            "itself": facts(curated, node, "forum", "member", "since", "until", "standing"),
            "evidence": evidence_of(curated, node, "forum", "member", "since", "until", "standing").keys(),
        }
        for node in curated.instances("Membership")
    }


def events(curated: Curated) -> dict[str, Record]:
    """All that the table of events carries of the events."""
    found: dict[str, Record] = {}
    for node in curated.instances("Event"):
        limits = () if curated.literal(node, urb("start")) else ("notBefore", "notAfter")
        notes = {
            term
            for term in curated.values(node, ox.NamedNode("http://www.w3.org/2004/02/skos/core#note"))
            if isinstance(term, ox.Literal) and term.language == "en"
        }
        found[slug_of(node)] = {
            "name": curated.literal(node, PREF_LABEL, "en"),
            "itself": facts(curated, node, *IN_EVENTS, *limits),
            "remarks": notes,
            "evidence": evidence_of(curated, node, *IN_EVENTS, *limits),
        }
    return found


def without_showing(records: dict[str, Record]) -> dict[str, Record]:
    """The records, where it does not matter whether evidence of a start says that it is evidence of the membership too."""
    for record in records.values():
        evidence = record["evidence"]
        assert isinstance(evidence, (dict, type({}.keys())))
        record["evidence"] = {frozenset(fact for fact in key if fact not in (("backs", "forum"), ("backs", "member"))) for key in evidence}
    return records


@pytest.mark.parametrize("table", ["members", "events"])
def test_an_export_that_is_imported_changes_nothing(shipped: Desk, table: str) -> None:
    before = shipped.texts()
    exported = shipped.export(table)
    told = shipped.load(table, exported)
    assert len(told) == len(read_csv(exported)) > 100
    assert set(told) == {"unchanged"}
    assert shipped.texts() == before
    assert shipped.export(table) == exported


def test_memberships_are_made_again_from_the_table_alone(shipped: Desk) -> None:
    exported, before = shipped.export("members"), without_showing(memberships(shipped.curated))
    assert len(before) >= 260
    shutil.rmtree(shipped.folder / "memberships")
    shipped.load("members", exported)
    assert without_showing(memberships(shipped.curated)) == before
    assert shipped.export("members") == exported


def test_events_are_made_again_from_the_table_alone(shipped: Desk) -> None:
    exported, before = shipped.export("events"), events(shipped.curated)
    assert len(before) >= 75
    shutil.rmtree(shipped.folder / "events")
    shipped.load("events", exported)
    assert events(shipped.curated) == before
    assert shipped.export("events") == exported


def test_what_must_survive_the_way_to_csv_and_back(shipped: Desk) -> None:
    unnamed = {
        "name": "A meeting of two",
        "type": "conference",
        "start_date": "2016-05",
        "place": "Essen; ?",
        "source_id": "SEED0",
        "locator": "p",
        "certainty": "stated",
    }
    shipped.load("events", "\r\n".join([",".join(read_csv(shipped.export("events"))[0]), _line(unnamed, shipped)]))
    tables = {table: shipped.export(table) for table in ("members", "events")}
    rows = {row["slug"]: row for row in reversed(read_csv(tables["events"])) if row["start_date"] or row["place"]}
    undated = next(row for row in read_csv(tables["members"]) if row["member_name"] == "Berlin" and row["forum"] == "DEFUS")
    shutil.rmtree(shipped.folder / "memberships")
    shutil.rmtree(shipped.folder / "events")
    for table, content in tables.items():
        shipped.load(table, content)
    curated = shipped.curated
    # a partial date
    assert facts(curated, thing("event", "defus-assembly-2023-10"), "start") == {("start", '"2023-10"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>')}
    # an event with two hosts
    assert {slug_of(place) for place in curated.nodes(thing("event", "efus-conference-2012"), urb("place"))} == {"aubervilliers", "saint-denis"}
    # a second host who is not named
    meeting = thing("event", "a-meeting-of-two")
    assert rows["a-meeting-of-two"]["place"] == "Essen; ?"
    assert [slug_of(place) for place in curated.nodes(meeting, urb("place"))] == ["essen"]
    assert UNNAMED_HOST in {
        term.value for term in curated.values(meeting, ox.NamedNode("http://www.w3.org/2004/02/skos/core#note")) if isinstance(term, ox.Literal)
    }
    # a founding of which only the year is known
    assert facts(curated, thing("event", "efus-founding"), "start") == {("start", '"1987"^^<http://www.w3.org/2001/XMLSchema#gYear>')}
    # a member without any start
    assert undated["since"] == ""
    assert facts(curated, thing("membership", "defus-berlin"), "since") == frozenset()
    assert curated.exists(thing("membership", "defus-berlin"))


def _line(cells: dict[str, str], desk: Desk) -> str:
    columns = read_csv(desk.export("events"))[0]
    return ",".join(cells.get(column, "") for column in columns) + "\r\n"


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_rows_and_every_column_a_value(shipped: Desk, table: str) -> None:
    rows = read_csv(shipped.export(table))
    assert len(rows) > 20
    empty = {column for column in rows[0] if not any(row[column] for row in rows)}
    assert empty <= {"until"}


def test_what_the_table_does_not_carry_stays(shipped: Desk) -> None:
    motive = facts(shipped.curated, thing("membership", "efus-bochum"), "motive")
    assert motive
    rows = read_csv(shipped.export("members"))
    row = next(row for row in rows if row["member_name"] == "Bochum" and row["forum"].casefold() == "efus")
    (told,) = shipped.load("members", [row | {"note": "Read again."}])
    assert "note" in told
    assert facts(shipped.curated, thing("membership", "efus-bochum"), "motive") == motive
