"""What the tables have in common: cells that name a source, a concept, a date; all that is wrong in a row at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

import pyoxigraph as ox

from urbansec.exchange.curated import Curated, kind_of, urb
from urbansec.exchange.dates import HOW, HOW_SPAN, When, partial_date, when
from urbansec.exchange.names import Directory
from urbansec.exchange.tables import RefusedError, Row
from urbansec.namespaces import ID, PREFIXES

T = TypeVar("T")
NOTE = ox.NamedNode(f"{PREFIXES['skos']}note")
SEPARATOR = "; "
"""Between several values in one cell."""
CONTRIBUTING = "What is new is described first: see CONTRIBUTING.md, Add a record."
_IN_SCHEME = ox.NamedNode(f"{PREFIXES['skos']}inScheme")
_PLACES = ("City", "Region", "County", "IntermunicipalAuthority")
_BODIES = (*_PLACES, "Organisation")


@dataclass(frozen=True)
class Directories:
    """What columns may name."""

    curated: Curated

    @cached_property
    def forums(self) -> Directory:
        """The forums."""
        return self._of("forum", "Forum", "NationalForum")

    @cached_property
    def places(self) -> Directory:
        """Territorial authorities, which are places too."""
        return self._of("place", *_PLACES)

    @cached_property
    def bodies(self) -> Directory:
        """Who can be a member."""
        return self._of("member", *_BODIES)

    @cached_property
    def agents(self) -> Directory:
        """Who can organise something."""
        return self._of("body or person", *_BODIES, "Forum", "NationalForum", "Person")

    @cached_property
    def sources(self) -> Directory:
        """The sources."""
        return self._of("source", "Source")

    @cached_property
    def events(self) -> Directory:
        """The events."""
        return self._of("event", "Event")

    @cached_property
    def certainties(self) -> Directory:
        """How surely a source says something."""
        return self._concepts("certainty", "certainties")

    @cached_property
    def standings(self) -> Directory:
        """What a member can be in a forum."""
        return self._concepts("standing", "standings")

    @cached_property
    def event_kinds(self) -> Directory:
        """Sorts of events."""
        return self._concepts("kind of event", "event-kinds")

    @cached_property
    def countries(self) -> Directory:
        """Countries by code or name."""
        return self._concepts("country", "countries")

    def rivals(self, body: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """The bodies that kind and country do not tell from ``body``."""
        return self._rivals[kind_of(body), *self.curated.nodes(body, urb("country"))]

    @cached_property
    def _rivals(self) -> dict[tuple[object, ...], tuple[ox.NamedNode, ...]]:
        found: dict[tuple[object, ...], tuple[ox.NamedNode, ...]] = {}
        for body in self.bodies.nodes:
            key = (kind_of(body), *self.curated.nodes(body, urb("country")))
            found[key] = (*found.get(key, ()), body)
        return found

    def _of(self, what: str, *classes: str) -> Directory:
        return Directory(self.curated, what, tuple(self.curated.instances(*classes)), CONTRIBUTING)

    def _concepts(self, what: str, scheme: str) -> Directory:
        nodes = tuple(self.curated.subjects(_IN_SCHEME, ox.NamedNode(f"{ID}scheme/{scheme}")))
        return Directory(self.curated, what, nodes, f"ontology/vocab/{scheme}.ttl lists them all.")


@dataclass
class Reader:
    """Reads one row and keeps what is wrong, so that every problem of a row is told at once."""

    row: Row
    problems: list[RefusedError] = field(default_factory=list)

    def __call__(self, read: Callable[[], T]) -> T | None:
        """What ``read`` returns; ``None`` if it refuses the cell."""
        try:
            return read()
        except RefusedError as error:
            self.problems.append(error)
            return None

    def required(self, column: str) -> str:
        """A cell that must hold something; otherwise it is refused, and empty."""
        if not self.row[column]:
            self.problems.append(RefusedError(column, "", "The cell is empty."))
        return self.row[column]

    def node(self, column: str, directory: Directory) -> ox.NamedNode | None:
        """The resource that a cell must name."""
        text = self.required(column)
        return self(partial(directory.one, column, text)) if text else None

    def nodes(self, column: str, directory: Directory) -> tuple[ox.NamedNode, ...]:
        """The resources that a cell names, separated by semicolons."""
        found = (self(partial(directory.one, column, text)) for text in parts(self.row[column]))
        return tuple(node for node in found if node is not None)

    def date(self, column: str) -> ox.Literal | None:
        """The partial date in a cell."""
        found = partial_date(self.row[column]) if self.row[column] else None
        if self.row[column] and found is None:
            self.problems.append(RefusedError(column, self.row[column], f"This is no date: {HOW}."))
        return found

    def when(self, column: str) -> When:
        """The date or the span in a cell."""
        found = when(self.row[column]) if self.row[column] else When()
        if found is None:
            self.problems.append(RefusedError(column, self.row[column], f"This is no date: {HOW_SPAN}."))
        return found or When()


def parts(cell: str) -> list[str]:
    """The values in a cell."""
    return [part for part in (part.strip() for part in cell.split(SEPARATOR.strip())) if part]


def joined(values: Sequence[str]) -> str:
    """A cell with these values."""
    return SEPARATOR.join(values)


def text_of(curated: Curated, node: ox.NamedNode, predicate: ox.NamedNode, language: str | None = None) -> str:
    """The text of a property; empty if there is none."""
    literal = curated.literal(node, predicate, language)
    return literal.value.strip() if literal else ""


def when_of(curated: Curated, node: ox.NamedNode) -> When:
    """The date at which evidence or an event is said to hold, or its limits."""
    return When(*(curated.literal(node, urb(name)) for name in ("asOf", "notBefore", "notAfter")))
