"""What happened in the network and when, from the rows of the query ``network-timeline``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from urbansec.api.overview_forums import Forum, Row, text
from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import Bar, Graphic, timeline
from urbansec.queries.table import Cell

TIMELINE = "network-timeline"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "founding": marked("Foundings"),
        "event": marked("Events"),
        "joining": marked("Joining"),
        "leaving": marked("Leaving"),
        "project": marked("Projects"),
        "publication": marked("Publications"),
    }
)
"""What the query knows, in the order in which it is offered."""
ONE: Mapping[str, str] = MappingProxyType(
    {
        "founding": marked("founding"),
        "event": marked("event"),
        "joining": marked("joining"),
        "leaving": marked("leaving"),
        "project": marked("project"),
        "publication": marked("publication"),
    }
)
"""The same for a single one."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened. ``date`` is as a source gives it; without one it was between ``first`` and ``last``.

    ``label`` and ``place`` are cells with their languages; ``what`` is the kind of an event.
    """

    kind: str
    item: str
    label: Cell
    what: str
    date: str
    end: str
    first: str
    last: str
    place: Cell
    place_iri: str
    forums: tuple[str, ...]

    def bar(self, forums: Mapping[str, str], address: str) -> Bar:
        """The bar that shows it: what is only known to lie between two days is possible on each of them."""
        # A project without an end known goes on as far as anybody knows; all else is about one date.
        end = self.end if self.kind == "project" else self.date
        names = ", ".join(forums.get(iri, iri) for iri in self.forums)
        label = self.label["value"]
        shown = f"{label} · {names}" if self.kind in {"joining", "leaving"} and names else label
        start, end, status = (self.date, end, "") if self.date else (self.first, self.last, "possible")
        note = ", ".join(filter(None, (self.what, self.place.get("value", ""), names)))
        return Bar(shown, start, end, href=address, group=KINDS.get(self.kind, self.kind), status=status, note=note)


def read_happenings(rows: Iterable[Row]) -> list[Happening]:
    """One for each thing in the rows, in their order, with all forums that it concerns."""
    found: dict[tuple[str, str, str], tuple[Row, dict[str, None]]] = {}
    for row in rows:
        forums = found.setdefault((text(row, "kind"), text(row, "item"), text(row, "date")), (row, {}))[1]
        if "forum" in row:
            forums[text(row, "forum")] = None
    return [_happening(row, tuple(forums)) for row, forums in found.values()]


def _happening(row: Row, forums: tuple[str, ...]) -> Happening:
    kind, what = text(row, "kind"), text(row, "eventKindLabel")
    return Happening(
        kind,
        text(row, "item"),
        row.get("itemLabel", {"type": "literal", "value": ""}),
        what if kind == "event" else "",
        text(row, "date"),
        text(row, "end"),
        text(row, "earliest"),
        text(row, "latest"),
        row.get("placeLabel", {}),
        text(row, "place"),
        forums,
    )


def draw(happenings: Sequence[Happening], forums: Sequence[Forum], link: Callable[[str], str], *, first: str = "", last: str = "") -> Graphic | None:
    """The timeline, from the day ``first`` to the day ``last`` where these are given; ``None`` if nothing happened."""
    if not happenings:
        return None
    names = {forum.iri: forum.short for forum in forums}
    bars = [each.bar(names, link(each.item)) for each in happenings]
    return timeline(bars, title=marked("Timeline of the network"), ident="network-timeline", start=first, end=last)
