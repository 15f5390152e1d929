"""The table of events: one row for each piece of evidence of an event. Cells to facts, facts to cells.

A row gives of the event only what its source backs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.exchange.cells import NOTE, Directories, Reader, joined, parts, text_of
from urbansec.exchange.curated import PREF_LABEL, Curated, slug_of, thing, urb
from urbansec.exchange.dates import in_wrong_order
from urbansec.exchange.evidence import backed
from urbansec.exchange.names import fold, only, slug
from urbansec.exchange.occurrence import UNNAMED_HOST, Occurrence, occurrence
from urbansec.exchange.tables import RefusedError, Row

COLUMNS = ("type", "start_date", "end_date", "place", "organiser")
"""The columns that hold what is stated of the event."""
UNNAMED = "?"
"""In the cell place: one more host, whom the source does not name."""


@dataclass(frozen=True)
class Happening:
    """A row: what a passage of a source says of an event."""

    event: ox.NamedNode
    name: str
    facts: Occurrence
    source: ox.NamedNode
    locator: str
    certainty: ox.NamedNode
    note: str

    @property
    def key(self) -> tuple[str, str]:
        """What rows about the same passage share."""
        return (self.source.value, fold(self.locator))


def read(reader: Reader, names: Directories) -> Happening | None:
    """What a row says; ``None`` if a cell is wrong, which ``reader`` then keeps."""
    row = reader.row
    event = reader(lambda: _event(row, names)) if reader.required("name") else None
    source, certainty = reader.node("source_id", names.sources), reader.node("certainty", names.certainties)
    locator = reader.required("locator")
    start, end = reader.when("start_date"), reader.date("end_date")
    if in_wrong_order(start.at or start.not_before, end):
        reader.problems.append(RefusedError("start_date", row["start_date"], f"It lies after end_date, {row['end_date']}."))
    kinds, organisers = reader.nodes("type", names.event_kinds), reader.nodes("organiser", names.agents)
    places = reader(lambda: _places(row, names)) or []
    remarks = {line.strip() for line in row["participants"].splitlines() if line.strip()}
    remarks |= {UNNAMED_HOST} if UNNAMED in parts(row["place"]) else set()
    if reader.problems or event is None or source is None or certainty is None:
        return None
    facts = Occurrence(frozenset(kinds), start, end, frozenset(places), frozenset(organisers), frozenset(remarks))
    return Happening(event, row["name"], facts, source, locator, certainty, row["note"])


def cells(happening: Happening, names: Directories, *, first: bool) -> Mapping[str, str]:
    """The row that :func:`read` takes for the same facts; remarks on the event stand in its ``first`` row."""
    curated, facts = names.curated, happening.facts
    countries = {slug_of(country).upper() for place in facts.places for country in curated.nodes(place, urb("country"))}
    return {
        "name": happening.name,
        "type": joined(sorted(names.event_kinds.name(kind) for kind in facts.kinds)),
        "start_date": facts.start.text,
        "end_date": facts.end.value if facts.end else "",
        "place": joined([*sorted(names.places.name(place) for place in facts.places), *([UNNAMED] if UNNAMED_HOST in facts.remarks else [])]),
        "country": joined(sorted(countries)),
        "organiser": joined(sorted(names.agents.name(agent) for agent in facts.organisers)),
        "participants": "\n".join(sorted(facts.remarks - {UNNAMED_HOST})) if first else "",
        "source_id": slug_of(happening.source).upper(),
        "locator": happening.locator,
        "certainty": names.certainties.name(happening.certainty),
        "note": happening.note,
        "slug": slug_of(happening.event),
    }


def stated(curated: Curated, event: ox.NamedNode) -> dict[ox.NamedNode, Happening]:
    """What each piece of evidence says of an event, in the order of their names; evidence of other matters is left out."""
    whole = occurrence(curated, event)
    found: dict[ox.NamedNode, Happening] = {}
    for evidence, properties in backed(curated, event).items():
        facts = whole.limited(properties, frozenset(curated.nodes(evidence, urb("attestsValue"))))
        sources, certainties = curated.nodes(evidence, urb("source")), curated.nodes(evidence, urb("certainty"))
        if sources and certainties and facts.properties:
            locator, note = text_of(curated, evidence, urb("locator")), text_of(curated, evidence, NOTE, "en")
            found[evidence] = Happening(event, curated.label(event), facts, sources[0], locator, certainties[0], note)
    return found


def _event(row: Row, names: Directories) -> ox.NamedNode:
    """The event that a slug or a name means; one that is not there yet gets its slug from the name."""
    curated, name, given = names.curated, row["name"], row["slug"]
    if given and given != slug(given):
        raise RefusedError("slug", given, "A slug holds small letters, digits and single hyphens.", [slug(given)])
    if given:
        event = thing("event", given)
        known = [label.value for label in curated.values(event, PREF_LABEL) if isinstance(label, ox.Literal)]
        if known and fold(name) not in map(fold, known):
            raise RefusedError("name", name, f"event:{given} has another name; names are corrected in Turtle.", [curated.label(event)])
        return event
    try:
        return only("name", name, names.events.find("name", name), "event")
    except RefusedError as error:
        if error.reason.startswith("More"):
            raise
    event = thing("event", slug(name))
    if not slug(name) or curated.exists(event):
        raise RefusedError("name", name, "The slug made from this name is taken or empty; give one in a column slug.")
    return event


def _places(row: Row, names: Directories) -> list[ox.NamedNode]:
    """The places; the country tells those apart that share a name."""
    curated = names.curated
    countries = {names.countries.one("country", part) for part in parts(row["country"])}
    named = [part for part in parts(row["place"]) if part != UNNAMED]
    if countries and not named:
        raise RefusedError("country", row["country"], "The graph keeps the country of a place, not of an event: name a place, or leave this empty.")
    found = []
    for name in named:
        nodes = names.places.find("place", name)
        there = [node for node in nodes if countries & set(curated.nodes(node, urb("country")))] if countries else nodes
        if not there:
            elsewhere = [slug_of(country).upper() for node in nodes for country in curated.nodes(node, urb("country"))]
            raise RefusedError("country", row["country"], f"{name} lies elsewhere.", elsewhere)
        found.append(only("place", name, there, "place"))
    return found
