"""The import of events: several hosts, one of them unnamed, vague dates, and sources that disagree."""

import pytest

from urbansec.exchange.curated import thing, urb

from .support import EVENT, Desk, facts, read_csv

ASSEMBLY = {"name": "General assembly of the river cities 2020", "source_id": "leaflet", "locator": "page 2", "certainty": "stated"}


def test_a_new_event_goes_where_events_of_its_forum_are(desk: Desk) -> None:
    cells = {"end_date": "2016-05", "place": "Lindenfurt; Port-Sauvin", "country": "DE; FR", "organiser": "river-cities; Lindenfurt", "note": "A note."}
    (told,) = desk.load("events", [EVENT | cells | {"participants": "Forty people.\nTwo dogs."}])
    assert told.startswith("added event:a-meeting (A meeting, type conference, start_date 2016, end_date 2016-05, place Lindenfurt; Port-Sauvin")
    written = desk.texts()["events/national-forums.ttl"]
    assert (
        """
event:a-meeting
  a urb:Event ;
  skos:note "Forty people."@en, "Two dogs."@en ;
  skos:prefLabel "A meeting"@en ;
  urb:end "2016-05"^^xsd:gYearMonth ;
  urb:eventKind eventkind:conference ;
  urb:evidence evidence:event-a-meeting-leaflet ;
  urb:organiser city:lindenfurt, forum:river-cities ;
  urb:place city:lindenfurt, city:port-sauvin ;
  urb:start "2016"^^xsd:gYear .

evidence:event-a-meeting-leaflet
  a urb:Evidence ;
  skos:note "A note."@en ;
  urb:certainty certainty:stated ;
  urb:locator "page 1" ;
  urb:source source:leaflet .
"""
        in written
    )
    assert desk.load("events", [EVENT | cells]) == ["unchanged"]


def test_an_unnamed_host_is_kept_as_a_remark_and_written_as_a_question_mark(desk: Desk) -> None:
    desk.load("events", [EVENT | {"place": "Lindenfurt; ?"}])
    node = thing("event", "a-meeting")
    assert {value.value for value in desk.curated.nodes(node, urb("place"))} == {thing("city", "lindenfurt").value}
    assert '"A further host is not named."@en' in desk.texts()["events/others.ttl"]
    row = next(row for row in read_csv(desk.export("events")) if row["slug"] == "a-meeting")
    assert (row["place"], row["participants"]) == ("Lindenfurt; ?", "")


def test_a_vague_start_becomes_limits(desk: Desk) -> None:
    desk.load("events", [EVENT | {"start_date": "2009/2010-06"}])
    assert {name for name, _ in facts(desk.curated, thing("event", "a-meeting"), "start", "notBefore", "notAfter")} == {"notBefore", "notAfter"}
    row = next(row for row in read_csv(desk.export("events")) if row["slug"] == "a-meeting")
    assert row["start_date"] == "2009/2010-06"


def test_each_row_backs_what_it_gives(desk: Desk) -> None:
    whole = EVENT | {"place": "Lindenfurt; Port-Sauvin", "organiser": "river-cities"}
    only_place = {"name": EVENT["name"], "source_id": "atlas", "locator": "map", "certainty": "inferred", "place": "Port-Sauvin"}
    only_kind = {"name": EVENT["name"], "source_id": "yearbook-2021", "locator": "p", "certainty": "stated", "type": "conference"}
    desk.load("events", [whole, only_place, only_kind])
    written = desk.texts()["events/national-forums.ttl"]
    assert "urb:attests urb:eventKind, urb:organiser, urb:place, urb:start ;" in written
    assert "urb:attests urb:place ;\n  urb:attestsValue city:port-sauvin ;" in written
    assert "urb:attests urb:eventKind ;" in written


def test_evidence_is_added_to_an_event_that_is_there_and_the_rest_stays(desk: Desk) -> None:
    before = desk.texts()["network.ttl"]
    (told,) = desk.load("events", [ASSEMBLY | {"type": "general assembly"}])
    assert told == "added evidence:event-river-cities-assembly-2020-leaflet"
    after = desk.texts()["network.ttl"].splitlines()
    assert [line for line in before.splitlines() if line not in after] == ["  urb:evidence evidence:event-river-cities-assembly-2020-yearbook ;"]


def test_what_an_event_lacks_is_filled_in(desk: Desk) -> None:
    desk.load("events", [EVENT])
    (told,) = desk.load("events", [EVENT | {"start_date": "", "type": "", "place": "Lindenfurt", "source_id": "atlas", "participants": "Rain."}])
    assert told == "updated event:a-meeting: place Lindenfurt, remark “Rain.”; added evidence:event-a-meeting-atlas"


def test_a_correction_by_all_evidence_is_made(desk: Desk) -> None:
    desk.load("events", [EVENT])
    (told,) = desk.load("events", [EVENT | {"start_date": "2016-05-04"}])
    assert told.startswith("updated event:a-meeting: start_date 2016-05-04")
    assert desk.curated.literal(thing("event", "a-meeting"), urb("start")).value == "2016-05-04"  # type: ignore[union-attr]


def test_a_vague_date_can_become_a_plain_one(desk: Desk) -> None:
    desk.load("events", [EVENT | {"start_date": "2015/2016"}, EVENT | {"start_date": "", "source_id": "atlas"}])
    desk.load("events", [EVENT | {"start_date": "2016"}])
    assert {name for name, _ in facts(desk.curated, thing("event", "a-meeting"), "start", "notBefore", "notAfter")} == {"start"}
    assert "urb:notBefore" not in desk.texts()["events/others.ttl"]


WRONG = {
    "contradicts other evidence": (ASSEMBLY | {"start_date": "1999"}, "start_date", "both are recorded as claims"),
    "another value beside other evidence": (ASSEMBLY | {"organiser": "river-cities; Lindenfurt"}, "organiser", "by source YEARBOOK-2021"),
    "only some of the values": (EVENT | {"name": "Twins", "place": "Lindenfurt"}, "place", "in a row that gives nothing else"),
    "no kind": (EVENT | {"type": ""}, "type", "A new event needs a kind"),
    "unknown kind": (EVENT | {"type": "conferense"}, "type", "Near: conference"),
    "bad date": (EVENT | {"start_date": "May 2016"}, "start_date", "This is no date"),
    "ends before it starts": (EVENT | {"end_date": "2015"}, "start_date", "It lies after end_date, 2015"),
    "unknown place": (EVENT | {"place": "Lindenfurt; Atlantis"}, "place", "No place goes by this name"),
    "place elsewhere": (EVENT | {"place": "Lindenfurt", "country": "FR"}, "country", "Lindenfurt lies elsewhere. Near: DE"),
    "country without a place": (EVENT | {"country": "DE"}, "country", "The graph keeps the country of a place"),
    "unknown organiser": (EVENT | {"organiser": "Nobody"}, "organiser", "No body or person goes by this name"),
    "bad slug": (EVENT | {"slug": "A meeting"}, "slug", "Near: a-meeting"),
    "slug of another event": (EVENT | {"slug": "water-week-2010"}, "name", "has another name"),
    "no name": (EVENT | {"name": ""}, "name", "empty"),
    "repeated": (EVENT | {"name": "Twins", "place": "Lindenfurt; Port-Sauvin", "locator": "both"}, "", "It repeats row 2"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_row_is_refused(desk: Desk, case: str) -> None:
    cells, column, says = WRONG[case]
    twins = EVENT | {"name": "Twins", "place": "Lindenfurt; Port-Sauvin", "locator": "both"}
    refused = desk.refusals("events", [twins, cells])
    assert [(row, where) for row, where, _ in refused] == [(3, column)]
    assert says in refused[0][2]


def test_two_rows_that_disagree_about_a_new_event_are_both_told(desk: Desk) -> None:
    refused = desk.refusals("events", [EVENT, EVENT | {"start_date": "2017", "source_id": "atlas"}])
    assert [(row, column) for row, column, _ in refused] == [(2, "start_date")]
    assert "Another row gives event:a-meeting 2017" in refused[0][2]


@pytest.mark.parametrize(
    ("cells", "file"),
    [
        ({"organiser": "river-cities"}, "national-forums"),
        ({"type": "prevention congress", "organiser": "river-cities"}, "prevention-congresses"),
        ({"type": "project meeting"}, "projects"),
        ({}, "others"),
    ],
)
def test_a_new_event_finds_its_file(desk: Desk, cells: dict[str, str], file: str) -> None:
    desk.load("events", [EVENT | cells])
    assert f"events/{file}.ttl" in desk.texts()
