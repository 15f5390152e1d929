"""Tables that are only exported: one row for each record, its sources in one cell. A column says what it reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.exchange.cells import NOTE, joined, when_of
from urbansec.exchange.curated import Curated, Term, kind_of, slug_of, urb
from urbansec.exchange.tables import Table
from urbansec.namespaces import ID, PREFIXES

Read = Callable[[Curated, ox.NamedNode], str]


@dataclass(frozen=True)
class Listing:
    """Records of some classes of the ontology, and how each column is read."""

    name: str
    classes: tuple[str, ...]
    columns: Mapping[str, Read]

    def rows(self, curated: Curated) -> list[dict[str, str]]:
        """A row for each record, in the order of their IRIs."""
        return [{column: read(curated, node) for column, read in self.columns.items()} for node in curated.instances(*self.classes)]

    @property
    def table(self) -> Table:
        """Its columns."""
        return Table(self.name, tuple(self.columns))


def _slug(_: Curated, node: ox.NamedNode) -> str:
    return slug_of(node)


def _code(_: Curated, node: ox.NamedNode) -> str:
    return slug_of(node).upper()


def _shown(curated: Curated, term: Term) -> str:
    """A value for people: the name of a resource, the code of a country or region, an address, a text."""
    if not isinstance(term, ox.NamedNode):
        return term.value if isinstance(term, ox.Literal) else str(term)
    if not term.value.startswith(ID):
        return term.value
    return slug_of(term).upper() if kind_of(term) in ("country", "nuts", "source") else curated.label(term)


def _value(*names: str) -> Read:
    """All values along a path of properties."""
    path = [_property(name) for name in names]

    def read(curated: Curated, node: ox.NamedNode) -> str:
        nodes = [node]
        for predicate in path[:-1]:
            nodes = [other for one in nodes for other in curated.nodes(one, predicate)]
        return joined(list(dict.fromkeys(_shown(curated, term) for one in nodes for term in curated.values(one, path[-1]))))

    return read


def _text(name: str, *languages: str) -> Read:
    """A text in the first of the languages that has one."""

    def read(curated: Curated, node: ox.NamedNode) -> str:
        found = (curated.literal(node, _property(name), language) for language in languages)
        return next((literal.value for literal in found if literal), "")

    return read


def _own_title(curated: Curated, node: ox.NamedNode) -> str:
    language = curated.literal(node, _property("schema:inLanguage"))
    literal = curated.literal(node, _property("dcterms:title"), language.value if language else "en")
    return literal.value if literal else _text("dcterms:title", "en")(curated, node)


def _date(name: str) -> Read:
    """A date, or the limits of one."""

    def read(curated: Curated, node: ox.NamedNode) -> str:
        literal = curated.literal(node, _property(name))
        return literal.value if literal else when_of(curated, node).text

    return read


def _taking_part(*roles: str, but: bool = False) -> Read:
    """Who takes part in a project in one of the roles, or in any other."""

    def read(curated: Curated, node: ox.NamedNode) -> str:
        found = []
        for part in curated.subjects(urb("project"), node):
            if any(slug_of(role) in roles for role in curated.nodes(part, urb("projectRole"))) is not but:
                found += [_shown(curated, agent) for agent in curated.nodes(part, urb("participant"))]
        return joined(sorted(set(found)))

    return read


def _note(curated: Curated, node: ox.NamedNode) -> str:
    return "\n".join(term.value for term in curated.values(node, NOTE) if isinstance(term, ox.Literal) and term.language == "en")


def _geonames(curated: Curated, node: ox.NamedNode) -> str:
    return "".join(entry.value.rstrip("/").rpartition("/")[2] for entry in curated.nodes(node, urb("geonames"))[:1])


def _kind(_: Curated, node: ox.NamedNode) -> str:
    return kind_of(node)


def _property(name: str) -> ox.NamedNode:
    prefix, _, local = name.rpartition(":")
    return ox.NamedNode(f"{PREFIXES[prefix]}{local}") if prefix else urb(local)


_SOURCES = _value("evidence", "source")
_BACKING: Mapping[str, Read] = {"source_id": _SOURCES, "locator": _value("evidence", "locator"), "certainty": _value("evidence", "certainty"), "note": _note}
_LISTINGS = (
    Listing(
        "counts",
        ("ReportedCount",),
        {
            "slug": _slug,
            "forum": _value("forum", "abbreviation"),
            "value": _value("reportedValue"),
            "qualifier": _value("qualifier"),
            "counted": _value("counted"),
            "claim_date": _date("asOf"),
            **_BACKING,
        },
    ),
    Listing(
        "projects",
        ("Project",),
        {
            "slug": _slug,
            "name": _text("skos:prefLabel", "en"),
            "full_name": _text("skos:altLabel", "en"),
            "lead": _taking_part("lead", "coordinator", "co-lead"),
            "partners": _taking_part("lead", "coordinator", "co-lead", but=True),
            "start": _date("start"),
            "end": _value("end"),
            "funding": _value("fundingProgramme"),
            "grant_number": _value("grantNumber"),
            "budget": _text("budget", "en"),
            **_BACKING,
        },
    ),
    Listing(
        "places",
        ("City", "Region", "County", "IntermunicipalAuthority"),
        {
            "slug": _slug,
            "kind": _kind,
            "country": _value("country"),
            "name_de": _text("skos:prefLabel", "de"),
            "name_en": _text("skos:prefLabel", "en"),
            "name_fr": _text("skos:prefLabel", "fr"),
            "geonameid": _geonames,
            "lat": _value("wgs:lat"),
            "lon": _value("wgs:long"),
            "population": _value("population"),
            "nuts": _value("nutsRegion"),
            "source_id": _SOURCES,
        },
    ),
    Listing(
        "sources",
        ("Source",),
        {
            "source_id": _code,
            "title": _own_title,
            "title_en": _text("dcterms:title", "en"),
            "publisher": _value("dcterms:publisher"),
            "url": _value("schema:url"),
            "published": _date("dcterms:issued"),
            "language": _value("schema:inLanguage"),
            "kind": _value("sourceKind"),
            "note": _note,
        },
    ),
)
LISTINGS: Mapping[str, Listing] = {listing.name: listing for listing in _LISTINGS}
