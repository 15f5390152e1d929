"""Forty facts, drawn once at random from all that was collected: each is found in the graph, value by value.

A fact has a key, by which people find it again, an anchor, which says where in the graph it stands, and its values.
"""

from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from .support import ID, URB, network_files

PREFIXES = {
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "urb": URB,
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    **{
        kind.replace("-", ""): f"{ID}{kind}/"
        for kind in (
            *("authority", "certainty", "city", "counted", "country", "county", "event-kind", "forum", "funding-programme", "nuts"),
            *("office-kind", "organisation", "project-role", "publication-kind", "qualifier", "region", "source", "standing"),
        )
    },
}


@dataclass(frozen=True)
class Row:
    """One fact: ``anchor`` binds its record (and ?e, its evidence), each of ``values`` is a pattern that must hold of it."""

    key: str
    anchor: str
    values: tuple[str, ...]


def member(forum: str, body: str, source: str, *said: str, since: str = "") -> Row:
    """Somebody says that a body is a member of a forum; without ``since`` the membership has no start."""
    return Row(
        f"member {body} of {forum}, {source}",
        f"?m a urb:Membership ; urb:forum forum:{forum} ; urb:member {body} ; urb:evidence ?e . ?e urb:source source:{source} .",
        (*said, f"?m urb:since {since}" if since else "FILTER NOT EXISTS { ?m urb:since ?since }"),
    )


def count(forum: str, number: int, source: str, *said: str, day: str = "") -> Row:
    """Somebody gives a number for a forum, of a certain date or undated."""
    return Row(
        f"count {number} for {forum}, {source}",
        f"?c a urb:ReportedCount ; urb:forum forum:{forum} ; urb:reportedValue {number} ; urb:evidence ?e . ?e urb:source source:{source} .",
        (*said, f"?c urb:asOf|urb:evidence/urb:asOf {day}" if day else "FILTER NOT EXISTS { ?c urb:asOf ?day }"),
    )


def event(start: str, source: str, *said: str, end: str = "") -> Row:
    """Somebody tells of an event; without ``end`` it ended on the day it began, or nobody says when."""
    begins = f"; urb:start {start}" if start else ""
    none_later = "FILTER NOT EXISTS { ?v urb:start ?start ; urb:end ?end . FILTER(?end != ?start) }"
    return Row(
        f"event {start or 'without a date'}, {source}",
        f"?v a urb:Event {begins} ; urb:evidence ?e . ?e urb:source source:{source} .",
        (*said, f"?v urb:end {end}" if end else none_later),
    )


def project(title: str, source: str, *said: str) -> Row:
    """Somebody tells of a project."""
    return Row(
        f"project {title}, {source}",
        f'?p a urb:Project ; skos:prefLabel|skos:altLabel|urb:abbreviation ?title . FILTER(STR(?title) = "{title}") '
        f"?p urb:evidence ?e . ?e urb:source source:{source} .",
        said,
    )


def place(body: str, *said: str) -> Row:
    """Name and geography of a place."""
    return Row(f"place {body}", f"{body} a urb:City .", tuple(f"{body} {value}" for value in said))


def office(forum: str, person: str, source: str, *said: str) -> Row:
    """Somebody tells who held an office."""
    return Row(
        f"office of {person} in {forum}, {source}",
        f'?o a urb:OfficeHolding ; urb:officeOf forum:{forum} ; urb:holder/skos:prefLabel ?name . FILTER(STR(?name) = "{person}") '
        f"?o urb:evidence ?e . ?e urb:source source:{source} .",
        said,
    )


def publication(issued: str, source: str, *said: str) -> Row:
    """Somebody tells of a publication."""
    return Row(
        f"publication {issued}, {source}",
        f"?b a urb:Publication ; dcterms:issued {issued} ; urb:evidence ?e . ?e urb:source source:{source} .",
        said,
    )


def takes_part(role: str, *bodies: str) -> tuple[str, ...]:
    """Bodies with one role in a project."""
    return tuple(f"[] urb:project ?p ; urb:participant {body} ; urb:projectRole projectrole:{role}" for body in bodies)


def named(role: str, *names: str) -> tuple[str, ...]:
    """Organisations with one role in a project, by one of their names."""
    return tuple(
        f"[] urb:project ?p ; urb:projectRole projectrole:{role} ; urb:participant/(skos:prefLabel|skos:altLabel|urb:abbreviation) ?name{i} . "
        f'FILTER(STR(?name{i}) = "{name}")'
        for i, name in enumerate(names)
    )


STATED, INFERRED = "?e urb:certainty certainty:stated", "?e urb:certainty certainty:inferred"
NO_STANDING = "FILTER NOT EXISTS { ?e urb:attestedStanding ?standing }"
LIST_OF_2019 = ('?e urb:asOf "2019"^^xsd:gYear', '?e urb:locator "page 1, list of members"', STATED, NO_STANDING)

MEMBERS = (
    member(
        *("defus", "city:duesseldorf", "p07", '?e urb:notBefore "2010"^^xsd:gYear', '?e urb:notAfter "2011"^^xsd:gYear'),
        *("FILTER NOT EXISTS { ?e urb:asOf ?day }", '?e urb:locator "paragraph 4, list of members"', STATED, NO_STANDING),
    ),
    member(
        *("defus", "city:stuttgart", "p109", '?e urb:asOf "2017"^^xsd:gYear', '?e urb:locator "page 11, sentence on the members"', STATED),
        since='"2010-05-10"^^xsd:date',
    ),
    member("efus", "city:berlin", "seed3", '?e urb:asOf "2023"^^xsd:gYear', '?e urb:locator "section 1, paragraph 3"', STATED, NO_STANDING),
    member(
        *("efus", "city:gelsenkirchen", "p112", '?e urb:asOf "2017-08-16"^^xsd:date', '?e urb:statedSince "2017"^^xsd:gYear', STATED),
        *('?e urb:locator "news of 16 August 2017"', "?e urb:attestedStanding standing:newly-joined", '?e skos:note "Summer 2017."@en'),
        since='"2017"^^xsd:gYear',
    ),
    member(
        *("efus", "city:karlsruhe", "p107", '?e urb:asOf "2015"^^xsd:gYear', '?e urb:statedSince "2015"^^xsd:gYear', INFERRED),
        *('?e urb:locator "paragraphs 1-2"', "?e urb:attestedStanding standing:newly-joined"),
        since='"2015"^^xsd:gYear',
    ),
    member(
        *("efus", "city:stuttgart", "p99", '?e urb:asOf "2008-05-27"^^xsd:date', '?e urb:statedSince "2008"^^xsd:gYear', INFERRED),
        *('?e urb:locator "resolution 1"', "?e urb:attestedStanding standing:prospective"),
        since='"2008"^^xsd:gYear',
    ),
    member("efus", "authority:grand-narbonne", "p08", *LIST_OF_2019, "authority:grand-narbonne urb:country country:fr"),
    member(
        *("efus", "city:nice", "p36", '?e urb:asOf "2022-05-12"^^xsd:date', '?e urb:locator "list of the Executive Committee"', STATED),
        *("?e urb:attestedStanding standing:executive-committee-member", "?e urb:attestedStanding standing:vice-presidency"),
        since='"2018"^^xsd:gYear',
    ),
    member("efus", "city:cesena", "p08", *LIST_OF_2019),
    member("efus", "city:amsterdam", "p08", *LIST_OF_2019),
    member("efus", "city:amadora", "p08", *LIST_OF_2019, since='"2015-04"^^xsd:gYearMonth'),
    member(
        *("fepsu", "city:las-palmas-de-gran-canaria", "p58", '?e urb:asOf "2018-05-14"^^xsd:date', '?e urb:locator "paragraph 3"', STATED),
        NO_STANDING,
    ),
    member(
        *("fisu", "city:l-aquila", "p45", '?e urb:asOf "2006"^^xsd:gYear', '?e urb:statedSince "1996"^^xsd:gYear', STATED),
        *('?e urb:locator "paragraph 1"', "?e urb:attestedStanding standing:founding", "?m urb:standing standing:founding"),
        since='"1996"^^xsd:gYear',
    ),
    member(
        *("fppsu", "city:seixal", "p72", '?e urb:asOf "2007-05-23"^^xsd:date', '?e urb:locator "paragraph 4"', STATED),
        *("?e urb:attestedStanding standing:associate", '?e skos:note "The statutes also require membership of Efus."@en'),
    ),
)

COUNTS = (
    count(
        *("defus", 25, "p115", "?c urb:counted counted:city-representatives", "?c urb:qualifier qualifier:about", STATED),
        day='"2022"^^xsd:gYear',
    ),
    count(
        *("efus", 16, "p100", "?c urb:counted counted:german-municipalities", "?c urb:qualifier qualifier:exact", STATED),
        day='"2023-06-07"^^xsd:date',
    ),
    count("defus", 20, "p27", "?c urb:counted counted:cities", "?c urb:qualifier qualifier:exact", STATED, day='"2025"^^xsd:gYear'),
    count("efus", 300, "p75", "?c urb:counted counted:municipalities", "?c urb:qualifier qualifier:about", STATED),
    count("efus", 10, "p55", "?c urb:counted counted:countries", "?c urb:qualifier qualifier:exact", STATED, day='"2025-04"^^xsd:gYearMonth'),
    count("efus", 250, "seed3", "?c urb:counted counted:local-and-regional-authorities", "?c urb:qualifier qualifier:about", STATED, day='"2023"^^xsd:gYear'),
    count("ffsu", 100, "p146", "?c urb:counted counted:elected-members", "?c urb:qualifier qualifier:about", STATED, day='"2017"^^xsd:gYear'),
    count("fisu", 90, "p49", "?c urb:counted counted:local-and-regional-authorities", "?c urb:qualifier qualifier:more-than", STATED),
)

EVENTS = (
    event(
        *('"2007-05-23"^^xsd:date', "p72", "?v urb:eventKind eventkind:general-assembly", "?v urb:place city:matosinhos"),
        *("?v urb:organiser forum:fppsu", STATED),
    ),
    # The year is in dispute, so the days are claims about the event.
    Row(
        'event "2011-05-09"^^xsd:date, p21',
        "?v a urb:Event . ?c a urb:Claim ; urb:claimSubject ?v ; urb:evidence ?e . ?e urb:source source:p21 .",
        (
            *("?v urb:eventKind eventkind:general-assembly", "?v urb:place city:berlin", "?v urb:organiser forum:efus", STATED),
            '?c urb:claimProperty urb:start ; urb:claimValue "2011-05-09"^^xsd:date',
            '?d urb:claimSubject ?v ; urb:claimProperty urb:end ; urb:claimValue "2011-05-10"^^xsd:date ; urb:evidence/urb:source source:p21',
        ),
    ),
    event(
        *('"2016-10-28"^^xsd:date', "p110", "?v urb:eventKind eventkind:general-assembly", "?v urb:place city:essen"),
        *("?v urb:organiser forum:defus", STATED),
    ),
    event(
        *('"2018"^^xsd:gYear', "p28", "?v urb:eventKind eventkind:prevention-congress", "?v urb:place city:dresden"),
        *("?v urb:organiser organisation:deutscher-praeventionstag", INFERRED),
    ),
    event(
        *('"2018-02-07"^^xsd:date', "p58", "?v urb:eventKind eventkind:general-assembly", "?v urb:place city:l-hospitalet-de-llobregat"),
        *("?v urb:organiser forum:fepsu", STATED),
    ),
    event(
        *("", "p75", "?v urb:eventKind eventkind:conference", "?v urb:place city:alexandroupoli", "?v urb:organiser forum:efus", INFERRED),
        "FILTER NOT EXISTS { ?v urb:start ?start }",
    ),
)

PROJECTS = (
    project(
        *("PACTESUR 2", "p92", "?p urb:fundingProgramme fundingprogramme:european-union", STATED),
        *takes_part("partner", "forum:efus", "city:liege", "city:madrid", "city:nice", "city:torino"),
        *takes_part("associated", "city:bologna", "city:bratislava", "city:budapest", "city:gdansk", "city:kordelio-evosmos"),
        *takes_part("associated", "city:lisboa", "city:riga", "city:tallinn", "city:vilnius", "city:xabia"),
        *named("partner", "ANCI Piemonte"),
    ),
    project(
        *("BRIDGE", "p132", '?p urb:start "2019-01"^^xsd:gYearMonth', '?p urb:end "2020-12"^^xsd:gYearMonth', STATED),
        "?p urb:fundingProgramme fundingprogramme:european-union",
        *takes_part("lead", "forum:efus"),
        *takes_part("partner", "city:bruxelles", "city:duesseldorf", "city:genk", "city:igoumenitsa", "city:leuven", "city:reggio-nell-emilia"),
        *takes_part("partner", "city:rotterdam", "city:terrassa", "city:stuttgart", "city:vaulx-en-velin", "county:val-d-oise"),
        *takes_part("partner", "region:catalunya", "region:umbria"),
        *named("partner", "ufuq.de", "Real Instituto Elcano"),
    ),
    project(
        *("Local Voices", "p162", "?p urb:fundingProgramme fundingprogramme:european-union", INFERRED),
        *takes_part("partner", "city:molenbeek-saint-jean", "city:augsburg"),
    ),
    project(
        *("PanReflex", "p124", '?p urb:end "2025"^^xsd:gYear', "?p urb:fundingProgramme fundingprogramme:german-federal-ministry", STATED),
        *takes_part("partner", "forum:defus"),
        *named("partner", "Difu"),
    ),
)

OFFICES = (
    office(
        *("defus", "Martin Schairer", "p28", "?o urb:officeKind officekind:chair", "?o urb:onBehalfOf city:stuttgart", STATED),
        *('?o urb:since "2010-05-10"^^xsd:date', '?o urb:until "2018-06-11"^^xsd:date'),
    ),
    office(
        *("defus", "Christian Specht", "p114", "?o urb:officeKind officekind:vice-chair", "?o urb:onBehalfOf city:mannheim", STATED),
        *('?o urb:since "2020-09-28"^^xsd:date', "FILTER NOT EXISTS { ?o urb:until ?end }"),
    ),
    office(
        *("fisu", "Maria Rozza", "p46", "?o urb:officeKind officekind:president", "?o urb:onBehalfOf city:milano", INFERRED),
        *('?o urb:since "2017-05-18"^^xsd:date', '?o urb:until "2018-06-07"^^xsd:date'),
    ),
)

PLACES = (
    place(
        *("city:meyrin", 'skos:prefLabel "Meyrin"@fr', "urb:country country:ch", "urb:geonames <https://sws.geonames.org/2659667/>"),
        *("wgs:lat 46.23424", "wgs:long 6.08025", "urb:population 19772", "urb:nutsRegion nuts:ch013"),
        'urb:evidence [ urb:source source:nuts-2024 ; urb:locator "boundary of CH013 (Genève)" ; urb:certainty certainty:inferred ]',
    ),
    place(
        *("city:fresnes", 'skos:prefLabel "Fresnes"@fr', "urb:country country:fr", "urb:geonames <https://sws.geonames.org/3017178/>"),
        *("wgs:lat 48.75568", "wgs:long 2.32241", "urb:population 24803", "urb:nutsRegion nuts:fr107"),
        'urb:evidence [ urb:source source:nuts-2024 ; urb:locator "boundary of FR107 (Val-de-Marne)" ; urb:certainty certainty:inferred ]',
    ),
    place(
        *("city:ljubljana", 'skos:prefLabel "Ljubljana"@sl', "urb:country country:si", "urb:geonames <https://sws.geonames.org/3196359/>"),
        *("wgs:lat 46.05108", "wgs:long 14.50513", "urb:population 272220", "urb:nutsRegion nuts:si041"),
        'urb:evidence [ urb:source source:nuts-2024 ; urb:locator "boundary of SI041 (Osrednjeslovenska)" ; urb:certainty certainty:inferred ]',
    ),
)

PUBLICATIONS = (
    publication(
        *('"2017-12-05"^^xsd:date', "p158", "?b urb:publicationKind publicationkind:manifesto", "?b urb:place city:barcelona"),
        *("?b urb:adoptedBy forum:efus", INFERRED),
    ),
    publication('"2026-01-14"^^xsd:date', "p33", "?b urb:publicationKind publicationkind:report", "?b urb:adoptedBy forum:defus", STATED),
)

ROWS = (*MEMBERS, *COUNTS, *EVENTS, *PROJECTS, *OFFICES, *PLACES, *PUBLICATIONS)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    filled = ox.Store()
    for path in network_files():
        filled.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return filled


def holds(store: ox.Store, *patterns: str) -> bool:
    """Whether the graph has all the patterns together."""
    prefixes = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
    return bool(store.query(f"{prefixes} ASK {{ {' . '.join(pattern.removesuffix('.') for pattern in patterns)} }}"))


def missing(store: ox.Store, row: Row) -> list[str]:
    """Which values of a fact the graph lacks; all of them must hold of one record."""
    if holds(store, row.anchor, *row.values):
        return []
    if not holds(store, row.anchor):
        return [row.anchor]
    return [value for value in row.values if not holds(store, row.anchor, value)] or ["no single record has all the values"]


def test_the_sample_has_forty_facts() -> None:
    assert [len(part) for part in (MEMBERS, COUNTS, EVENTS, PROJECTS, OFFICES, PLACES, PUBLICATIONS)] == [14, 8, 6, 4, 3, 3, 2]
    assert len({row.key for row in ROWS}) == len(ROWS) == 40


def test_a_wrong_value_is_missed(store: ox.Store) -> None:
    row = PLACES[0]
    assert missing(store, row) == []
    wrong = "city:meyrin urb:population 19773"
    assert missing(store, Row(row.key, row.anchor, (*row.values, wrong))) == [wrong]
    assert missing(store, Row(row.key, "city:nowhere a urb:City .", row.values)) == ["city:nowhere a urb:City ."]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_row_is_found_again(store: ox.Store, row: Row) -> None:
    assert missing(store, row) == []
