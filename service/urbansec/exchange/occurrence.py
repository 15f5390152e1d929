"""What the table of events can say of an event itself."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.exchange.cells import NOTE
from urbansec.exchange.curated import Curated, urb
from urbansec.exchange.dates import When

UNNAMED_HOST = "A further host is not named."
"""The remark by which the graph keeps that there was one more host."""
Nodes = frozenset[ox.NamedNode]
_NOBODY: Nodes = frozenset()


@dataclass(frozen=True)
class Occurrence:
    """Kinds, dates, places, organisers and remarks. A start may be vague; then its limits are known."""

    kinds: Nodes = _NOBODY
    start: When = When()  # noqa: RUF009 - it is frozen
    end: ox.Literal | None = None
    places: Nodes = _NOBODY
    organisers: Nodes = _NOBODY
    remarks: frozenset[str] = frozenset()

    @property
    def by_column(self) -> Mapping[str, tuple[Set[ox.NamedNode], Nodes | str]]:
        """For each column its properties and what it holds."""
        vague = {urb(name) for name in ("notBefore", "notAfter") if getattr(self.start, "not_before" if name == "notBefore" else "not_after")}
        return {
            "type": ({urb("eventKind")}, self.kinds),
            "start_date": ({urb("start")} if self.start.at else vague, self.start.text),
            "end_date": ({urb("end")}, self.end.value if self.end else ""),
            "place": ({urb("place")}, self.places),
            "organiser": ({urb("organiser")}, self.organisers),
        }

    @property
    def properties(self) -> set[ox.NamedNode]:
        """The properties that have a value."""
        return {property_ for properties, value in self.by_column.values() if value for property_ in properties}

    def limited(self, properties: Set[ox.NamedNode], values: Nodes) -> "Occurrence":
        """What evidence says that backs only some properties and, if ``values`` are named, only those of theirs."""
        several = (("eventKind", self.kinds), ("place", self.places), ("organiser", self.organisers))
        kinds, places, organisers = ((nodes & values if values else nodes) if urb(name) in properties else _NOBODY for name, nodes in several)
        start = self.start if self.start.at is None or urb("start") in properties else When()
        if start.at is None and not properties & {urb("notBefore"), urb("notAfter")}:
            start = When()
        unnamed_elsewhere = self.places and places != self.places
        remarks = self.remarks - {UNNAMED_HOST} if unnamed_elsewhere else self.remarks
        return Occurrence(kinds, start, self.end if urb("end") in properties else None, places, organisers, remarks)

    def with_others(self, other: "Occurrence") -> "Occurrence":
        """Both together; where there can be only one value, that of ``other`` if it has one."""
        return Occurrence(
            self.kinds | other.kinds,
            other.start if other.start and other.start.text != self.start.text else self.start,
            other.end or self.end,
            self.places | other.places,
            self.organisers | other.organisers,
            self.remarks | other.remarks,
        )

    def triples(self, event: ox.NamedNode) -> set[ox.Triple]:
        """What the graph says of the event then."""
        dates = [("start", self.start.at), ("notBefore", self.start.not_before), ("notAfter", self.start.not_after), ("end", self.end)]
        found = {ox.Triple(event, urb(name), literal) for name, literal in dates if literal is not None}
        for name, nodes in (("eventKind", self.kinds), ("place", self.places), ("organiser", self.organisers)):
            found |= {ox.Triple(event, urb(name), node) for node in nodes}
        return found | {ox.Triple(event, NOTE, ox.Literal(remark, language="en")) for remark in self.remarks}


def occurrence(curated: Curated, event: ox.NamedNode) -> Occurrence:
    """What the graph says of an event, as far as the table can say it. Limits beside a date are left out."""
    start = curated.literal(event, urb("start"))
    limits = When(None, curated.literal(event, urb("notBefore")), curated.literal(event, urb("notAfter")))
    kinds, places, organisers = (frozenset(curated.nodes(event, urb(name))) for name in ("eventKind", "place", "organiser"))
    remarks = frozenset(v.value for v in curated.values(event, NOTE) if isinstance(v, ox.Literal) and v.language == "en")
    return Occurrence(kinds, When(at=start) if start else limits, curated.literal(event, urb("end")), places, organisers, remarks)
