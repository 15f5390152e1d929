"""What is stated of a thing, grouped as people ask for it: what it is, where, when, with whom, about what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from urbansec.namespaces import PREFIXES, URB
from urbansec.pages.catalogues import marked
from urbansec.pages.render import plain_name
from urbansec.pages.things.notes import Notes
from urbansec.pages.things.reader import Name, Reader
from urbansec.pages.things.values import Line, Values, together
from urbansec.queries.description.found import PART, all_links
from urbansec.queries.description.outline import Outline, Statement

_P = PREFIXES


@dataclass(frozen=True)
class Group:
    """Lines under a heading."""

    ident: str
    title: str
    lines: tuple[Line, ...]


def _own(*names: str) -> tuple[str, ...]:
    return tuple(f"{URB}{name}" for name in names)


_SKOS, _DCTERMS = _P["skos"], _P["dcterms"]
_WHAT = (
    f"{_P['rdf']}type",
    *_own("eventKind", "publicationKind", "sourceKind", "officeKind", "participationRole", "projectRole", "legalForm", "standing", "edition", "motto"),
    *_own(
        "reportedValue",
        "qualifier",
        "counted",
        "claimProperty",
        "claimValue",
        "certainty",
        "locator",
        "population",
        "fundingProgramme",
        "grantNumber",
        "budget",
    ),
    *(f"{_SKOS}definition", f"{_DCTERMS}description", f"{_SKOS}notation", f"{_P['schema']}inLanguage"),
)
_NAMES = (
    *(f"{_SKOS}prefLabel", f"{_DCTERMS}title", f"{_P['rdfs']}label", f"{_SKOS}altLabel", f"{_SKOS}hiddenLabel"),
    *_own("abbreviation", "formerName", "officeTitle"),
    f"{_P['schema']}honorificPrefix",
)
_WHERE = (
    *_own("country", "locatedIn", "place", "venue", "seat", "nutsRegion"),
    *(f"{_P['wgs']}lat", f"{_P['wgs']}long", f"{_P['schema']}areaServed", f"{_P['geo']}hasGeometry", f"{_P['geo']}asWKT"),
)
_WHEN = (*_own("start", "end", "since", "until", "durationInDays", "asOf", "notBefore", "notAfter", "statedSince", "statedUntil"), f"{_DCTERMS}issued")
_ABOUT = (*_own("addressesTopic", "pursuesAim", "offersService", "motive", "concerns"), f"{_SKOS}broader", f"{_SKOS}narrower", f"{_SKOS}related")
_NOTES = (f"{_SKOS}note", f"{_SKOS}scopeNote", f"{_SKOS}example", *_own("preferenceReason"))
_ELSEWHERE = (
    *(f"{_SKOS}exactMatch", f"{_SKOS}closeMatch", f"{_P['owl']}sameAs", f"{_P['foaf']}homepage", f"{_P['schema']}url", f"{_P['foaf']}page"),
    *_own("geonames", "isbn"),
)
_WITH = marked("With whom and what")
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("what", marked("What it is"), _WHAT),
    ("names", marked("Names"), _NAMES),
    ("when", marked("When"), _WHEN),
    ("where", marked("Where"), _WHERE),
    ("with", _WITH, ()),
    ("about", marked("Subjects"), _ABOUT),
    ("elsewhere", marked("Elsewhere"), _ELSEWHERE),
    ("notes", marked("Notes"), _NOTES),
)
_PLACE: Mapping[str, tuple[int, int]] = {name: (row, place) for row, (_, _, names) in enumerate(_GROUPS) for place, name in enumerate(names)}
_OTHERS = next(row for row, (ident, _, _) in enumerate(_GROUPS) if ident == "with")


def grouped(reader: Reader, notes: Notes, values: Values, outline: Outline) -> list[Group]:
    """The statements by group, each value with who says so; groups without any are left out."""
    lines: dict[int, list[tuple[int, Line]]] = {}
    for predicate, statements in outline.stated.items():
        row, place = _PLACE.get(predicate, (_OTHERS, len(_PLACE)))
        lines.setdefault(row, []).append((place, line(reader, notes, values, predicate, statements)))
    found = []
    for row, (ident, title, _) in enumerate(_GROUPS):
        if row in lines:
            ordered = sorted(lines[row], key=lambda each: (each[0], each[1].name.text.casefold(), each[1].property))
            found.append(Group(ident, title, tuple(each for _, each in ordered)))
    return found


def derived(reader: Reader, notes: Notes, values: Values, outline: Outline) -> list[Line]:
    """What only rules say."""
    return [line(reader, notes, values, predicate, statements) for predicate, statements in outline.derived.items()]


def line(reader: Reader, notes: Notes, values: Values, predicate: str, statements: Iterable[Statement]) -> Line:
    """A property with its values: those in the language of the page first, things by their names."""
    told = [replace(values.shown(each.term), marks=notes.cite(piece.iri for piece in each.evidence), rule=each.rule) for each in statements]
    told.sort(key=lambda value: (value.language != "", value.kind != "thing", value.text.casefold() if value.kind == "thing" else ""))
    return Line(predicate, property_name(reader, predicate), tuple(together(told)))


def property_name(reader: Reader, iri: str) -> Name:
    """What people call a property: the label that the ontology gives it, or our word for one of another vocabulary."""
    return reader.name(iri) if reader.named(iri) else Name(reader.say(plain_name(iri)))


def inverse(reader: Reader, values: Values, outline: Outline) -> list[Line]:
    """What refers to the thing, by property; with how many more there are than are listed."""
    found = []
    for predicate, statements in outline.inverse.items():
        shown = tuple(values.shown(statement.term) for statement in statements[:PART])
        count = outline.cut[predicate].count if predicate in outline.cut else len(statements)
        found.append(Line(predicate, property_name(reader, predicate), shown, count - len(shown), all_links(reader.iri, predicate)))
    return found
