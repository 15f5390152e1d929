"""The import of members: what is added, updated, kept and refused, and what is told of it."""

import pytest

from urbansec.exchange.curated import thing, urb

from .support import MEMBER, Desk, facts

GERMANY = "membership/river-cities-germany"
SAUVIN = {
    "forum": "river-cities",
    "member_name": "Port-Sauvin",
    "kind": "municipality",
    "source_id": "YEARBOOK-2021",
    "locator": "page 1",
    "certainty": "stated",
}


def block(text: str, subject: str) -> str:
    """The block of a subject in a file."""
    start = text.index(f"\n{subject}\n") + 1
    return text[start : text.index(" .\n", start) + 3]


def test_a_new_membership_and_its_evidence_go_where_they_belong(desk: Desk) -> None:
    before = desk.texts()["network.ttl"]
    told = desk.load(
        "members", [MEMBER | {"forum": "river-cities", "since": "2012-05", "as_of": "2019/2020", "status": "founding member", "note": "So it says."}]
    )
    assert told == [
        "added membership:river-cities-lindenfurt (since 2012-05, standing founding); added evidence:membership-river-cities-lindenfurt-yearbook-2021"
    ]
    after = desk.texts()["network.ttl"]
    new = """\
membership:river-cities-lindenfurt
  a urb:Membership ;
  urb:evidence evidence:membership-river-cities-lindenfurt-yearbook-2021 ;
  urb:forum forum:river-cities ;
  urb:member city:lindenfurt ;
  urb:since "2012-05"^^xsd:gYearMonth ;
  urb:standing standing:founding .

evidence:membership-river-cities-lindenfurt-yearbook-2021
  a urb:Evidence ;
  skos:note "So it says."@en ;
  urb:attestedStanding standing:founding ;
  urb:certainty certainty:stated ;
  urb:locator "page 3" ;
  urb:notAfter "2020"^^xsd:gYear ;
  urb:notBefore "2019"^^xsd:gYear ;
  urb:source source:yearbook-2021 ;
  urb:statedSince "2012-05"^^xsd:gYearMonth .

"""
    assert after.replace(new, "", 1) == before
    assert after.index("membership:river-cities-germany-mittelufer\n") < after.index(new) < after.index("membership:river-cities-port-sauvin\n")


def test_the_same_rows_again_change_nothing(desk: Desk) -> None:
    rows = [MEMBER | {"since": "2010-03-20"}, MEMBER | {"locator": "page 4", "as_of": "2020"}, SAUVIN | {"since": "1991"}]
    desk.load("members", rows)
    before = desk.texts()
    assert desk.load("members", rows) == ["unchanged"] * 3
    assert desk.texts() == before


def test_a_source_that_backs_a_membership_twice_gets_numbers(desk: Desk) -> None:
    new = MEMBER | {"forum": "river-cities", "member_name": "Mittelufer", "kind": "region"}
    told = desk.load("members", [new, new | {"locator": "page 4"}, SAUVIN | {"source_id": "leaflet"}])
    assert [text.rpartition(" ")[2] for text in told] == [
        "evidence:membership-river-cities-mittelufer-yearbook-2021-1",
        "evidence:membership-river-cities-mittelufer-yearbook-2021-2",
        "evidence:membership-river-cities-port-sauvin-leaflet-2",
    ]


def test_an_update_tells_each_field_and_touches_nothing_else(desk: Desk) -> None:
    before = desk.texts()["network.ttl"]
    (told,) = desk.load("members", [MEMBER | {"source_id": "leaflet", "locator": "List of members", "as_of": "2019", "certainty": "inferred"}])
    assert told == "updated evidence:membership-river-cities-germany-lindenfurt-leaflet: as_of from 2018 to 2019; certainty from stated to inferred"
    old = block(before, "evidence:membership-river-cities-germany-lindenfurt-leaflet")
    new = old.replace('"2018"', '"2019"').replace("certainty:stated", "certainty:inferred")
    assert desk.texts()["network.ttl"] == before.replace(old, new)


def test_an_empty_cell_leaves_what_is_there(desk: Desk) -> None:
    before = desk.texts()
    assert desk.load("members", [SAUVIN | {"source_id": "leaflet", "locator": "list of members"}]) == ["unchanged"]
    assert desk.texts() == before


def test_another_start_stays_with_its_evidence(desk: Desk) -> None:
    (told,) = desk.load("members", [MEMBER | {"since": "2011"}])
    assert told.endswith("membership:river-cities-germany-lindenfurt keeps since 2010-03-20")
    curated = desk.curated
    node = thing("membership", "river-cities-germany-lindenfurt")
    assert curated.literal(node, urb("since")).value == "2010-03-20"  # type: ignore[union-attr]
    assert facts(curated, thing("evidence", "membership-river-cities-germany-lindenfurt-yearbook-2021"), "statedSince", "attests") == facts(
        curated, thing("evidence", "membership-river-cities-germany-lindenfurt-yearbook-2021"), "statedSince"
    ) | {("attests", str(urb("forum"))), ("attests", str(urb("member")))}


def test_evidence_that_named_nothing_names_what_it_backs_once_other_evidence_backs_less(desk: Desk) -> None:
    desk.load("members", [MEMBER])
    curated = desk.curated
    old, new = (thing("evidence", f"membership-river-cities-germany-lindenfurt-{source}") for source in ("leaflet", "yearbook-2021"))
    assert {term.value.rpartition("#")[2] for term in curated.nodes(old, urb("attests"))} == {"forum", "member", "motive", "since", "standing"}
    assert {term.value.rpartition("#")[2] for term in curated.nodes(new, urb("attests"))} == {"forum", "member"}


def test_a_corrected_start_moves_the_membership_if_nothing_else_gave_the_old_one(desk: Desk) -> None:
    (told,) = desk.load("members", [SAUVIN | {"since": "1990"}])
    assert "since from 1991 to 1990; updated membership:river-cities-port-sauvin: since from 1991 to 1990" in told
    assert desk.curated.literal(thing("membership", "river-cities-port-sauvin"), urb("since")).value == "1990"  # type: ignore[union-attr]


def test_a_forum_without_members_gets_a_file_of_its_own(desk: Desk) -> None:
    text = desk.texts()["network.ttl"]
    new = """
forum:lake-cities
  a urb:Forum ;
  skos:prefLabel "Lake Cities"@en .
"""
    (desk.folder / "network.ttl").write_text(text + new, "utf-8")
    desk.load("members", [MEMBER | {"forum": "Lake Cities"}])
    written = desk.texts()["memberships/lake-cities.ttl"]
    assert written.startswith("@prefix certainty: <https://w3id.org/urbansec/id/certainty/> .\n@prefix city:")
    assert "\n\n# Members of Lake Cities.\n\nmembership:lake-cities-lindenfurt\n" in written
    assert desk.texts()["network.ttl"] == text + new


WRONG = {
    "unknown forum": ({"forum": "river-cities-germani"}, "forum", "Near: "),
    "unknown member": ({"member_name": "Lindenfort"}, "member_name", "Near: Lindenfurt"),
    "how to add a member": ({"member_name": "Atlantis"}, "member_name", "CONTRIBUTING.md, Add a record"),
    "unknown source": ({"source_id": "yearbook-2020"}, "source_id", "Near: yearbook-2021"),
    "unknown kind": ({"kind": "town"}, "kind", "The kinds are city, municipality"),
    "wrong kind": ({"kind": "region"}, "kind", "Lindenfurt is no region. Near: city:lindenfurt"),
    "unknown country": ({"country": "Germoney"}, "country", "Near: Germany"),
    "wrong country": ({"country": "FR"}, "country", "lies elsewhere. Near: country:de"),
    "unknown status": ({"status": "foundling member"}, "status", "founding member."),
    "unknown certainty": ({"certainty": "sure"}, "certainty", "ontology/vocab/certainties.ttl"),
    "bad since": ({"since": "2015-02-30"}, "since", "write 2015, 2023-06 or 2010-05-10"),
    "bad until": ({"until": "end of 2019"}, "until", "no date"),
    "bad as_of": ({"as_of": "2011/2010"}, "as_of", "2010/2011"),
    "since after until": ({"since": "2016", "until": "2015-12"}, "since", "It lies after until, 2015-12"),
    "would begin after its end": ({"until": "2009"}, "since", "would begin after its end"),
    "no locator": ({"locator": ""}, "locator", "empty"),
    "unknown place": ({"place": "Lindenfort"}, "place", "Near: Lindenfurt"),
    "wrong place": ({"place": "Port-Sauvin"}, "place", "does not place city:lindenfurt there"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_cell_is_refused_with_its_row_column_and_value(desk: Desk, case: str) -> None:
    cells, column, says = WRONG[case]
    good = MEMBER | {"forum": "river-cities"}
    ((row, where, why),) = desk.refusals("members", [good, MEMBER | cells])
    assert (row, where) == (3, column)
    assert says in why
    value = cells.get(column, "")
    assert not value or repr(value) in why


def test_all_that_is_wrong_is_told_at_once(desk: Desk) -> None:
    rows = [MEMBER | {"forum": "x", "since": "y", "certainty": "z"}, MEMBER | {"source_id": "w"}]
    assert [(row, column) for row, column, _ in desk.refusals("members", rows)] == [(2, "forum"), (2, "certainty"), (2, "since"), (3, "source_id")]


def test_a_repeated_row_is_refused(desk: Desk) -> None:
    ((row, column, why),) = desk.refusals("members", [MEMBER, MEMBER | {"certainty": "inferred", "locator": "PAGE 3"}])
    assert (row, column) == (3, "locator")
    assert "Row 2 has the same forum, member, source and locator" in why


def test_two_bodies_of_one_name_are_told_apart_by_kind_and_country_or_not_at_all(desk: Desk) -> None:
    path = desk.folder / "network.ttl"
    twin = '\ncity:lindenfurt-am-see\n  a urb:City ;\n  skos:prefLabel "Lindenfurt"@en, "Port-Sauvin"@de ;\n  urb:country country:at .\n'
    path.write_text(path.read_text("utf-8") + twin, "utf-8")
    assert desk.load("members", [MEMBER]) == ["added evidence:membership-river-cities-germany-lindenfurt-yearbook-2021"]
    assert desk.load("members", [MEMBER | {"country": "AT"}])[0].startswith("added membership:river-cities-germany-lindenfurt-am-see")
    assert desk.load("members", [MEMBER | {"country": ""}]) == ["unchanged"], "the slug decides"
    ((_, column, why),) = desk.refusals("members", [MEMBER | {"member_name": "Lindenfurt am", "country": ""}])
    assert (column, "No member" in why) == ("member_name", True)


def test_a_country_that_the_graph_does_not_know_is_no_reason_to_refuse(desk: Desk) -> None:
    path = desk.folder / "network.ttl"
    path.write_text(path.read_text("utf-8") + '\norganisation:somewhere\n  a urb:Organisation ;\n  skos:prefLabel "Somewhere"@en .\n', "utf-8")
    (told,) = desk.load("members", [MEMBER | {"member_name": "Somewhere", "kind": "organisation", "country": "AT"}])
    assert told.startswith("added membership:river-cities-germany-somewhere")
