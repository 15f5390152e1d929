"""What the saved queries say about the quality of the data, row by row put together for a page and for programs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlencode

from urbansec.citation import Citation, cite
from urbansec.engine import Engine
from urbansec.errors import EngineFailedError, MemoryLimitError, QueryTimeoutError, SavedQueryError, UrbansecError
from urbansec.namespaces import shorten
from urbansec.pages.catalogues import marked
from urbansec.queries import Catalogue, SavedQuery, Table
from urbansec.queries.table import Cell

Row = Mapping[str, Cell]
Made = TypeVar("Made")
# What one query may do to itself; that the service is busy or its engine gone concerns the whole page.
_ITS_OWN = (EngineFailedError, MemoryLimitError, QueryTimeoutError, SavedQueryError)
STATED, INFERRED = "stated", "inferred"
GAPS: Mapping[str, str] = {
    marked("no start"): "withStart",
    marked("no dated attestation"): "dated",
    marked("never certain"): "certainSomeDay",
    marked("only inferred"): "stated",
    marked("one source"): "severalSources",
}
"""Gaps as the query ``evidence-gaps`` calls them, each with the column of ``evidence-gaps-by-forum`` that counts those who have it not."""
VERDICTS: Mapping[str, str] = {
    marked("complete"): marked("as many are known by name as were reported"),
    marked("consistent"): marked("the number reported lies within what is known"),
    marked("incomplete"): marked("names are missing"),
    marked("contradicted"): marked("more are certain than an exact number allows"),
    marked("not dated"): marked("nobody knows on which day the number was right"),
    marked("not enumerated"): marked("the graph does not name what was counted"),
}


@dataclass(frozen=True)
class Answered:
    """A saved query, its citation and its rows; ``problem`` says why there are none."""

    query: SavedQuery
    citation: Citation | None = None
    rows: tuple[Row, ...] = ()
    problem: UrbansecError | None = None


def ask(catalogue: Catalogue, engine: Engine, name: str, service: str) -> Answered | None:
    """The answer of the query called ``name``, asked without parameters; ``None`` if the service has no such query."""
    query = catalogue.current(name)
    if query is None:
        return None
    try:
        call = query.call(engine, {})
        table: Table = call.table(engine)
    except _ITS_OWN as error:
        return Answered(query, problem=error)
    return Answered(query, cite(call, table, data_version=engine.version, issued=datetime.now(UTC), service=service, keep=False), table.rows)


def address(name: str, **given: str) -> str:
    """The path, below the root of the service, of a saved query with these parameters."""
    return f"/queries/{name}" + (f"?{urlencode({key: shorten(value) for key, value in given.items()}, safe=':/')}" if given else "")


@dataclass(frozen=True)
class Reported:
    """A number that somebody reported of a forum, beside what the graph can name. ``None`` where that cannot be told."""

    count: str
    forum: str
    forum_label: str
    counted: str
    day: str
    qualifier: str
    reported: int | None
    certain: int | None
    enumerated: int | None
    difference: int | None
    verdict: str
    sources: tuple[str, ...]


def reported(rows: Iterable[Row]) -> list[Reported]:
    """One for each number; a row there is for each of its sources."""
    return [
        Reported(
            count,
            text(first, "forum"),
            text(first, "forumLabel"),
            text(first, "countedLabel"),
            text(first, "asOf") or _between(text(first, "earliest"), text(first, "latest")),
            text(first, "qualifierLabel"),
            _number(first, "reported"),
            _number(first, "certain"),
            _number(first, "enumerated"),
            _number(first, "difference"),
            text(first, "verdict"),
            distinct(group, "source"),
        )
        for count, group in grouped(rows, "count").items()
        for first in group[:1]
    ]


@dataclass(frozen=True)
class Side:
    """One of the things said. ``sources`` are IRI, title and place in the source."""

    alternative: str
    label: str
    value: str
    preferred: bool
    sources: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Disagreement:
    """What sources say differently, all sides of it. ``reason`` says why one is preferred, if one is."""

    disagreement: str
    about: str
    concerns: tuple[str, ...]
    reason: str
    sides: tuple[Side, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """What is said, each once, for people."""
        return tuple(dict.fromkeys(shorten(side.value) or side.label for side in self.sides))


def disagreements(rows: Iterable[Row]) -> list[Disagreement]:
    """Each with its sides side by side."""
    found = []
    for iri, group in grouped(rows, "disagreement").items():
        sides = tuple(
            Side(
                alternative,
                text(said[0], "alternativeLabel"),
                text(said[0], "value"),
                text(said[0], "preferred") == "true",
                tuple(dict.fromkeys((text(row, "source"), text(row, "sourceTitle") or shorten(text(row, "source")), text(row, "locator")) for row in said)),
            )
            for alternative, said in grouped(group, "alternative").items()
        )
        reasons = distinct(group, "reason")
        found.append(Disagreement(iri, text(group[0], "about") or shorten(iri), distinct(group, "concerns"), " ".join(reasons), sides))
    return found


@dataclass(frozen=True)
class Sureness:
    """Pieces of evidence for one kind of thing, by how certain they are."""

    kind: str
    label: str
    stated: int
    inferred: int

    @property
    def share(self) -> int:
        """How many of a hundred are stated."""
        return percent(self.stated, self.stated + self.inferred)


def sureness(rows: Iterable[Row]) -> list[Sureness]:
    """Those kinds first that have the most evidence."""
    found = []
    for kind, group in grouped(rows, "kind").items():
        pieces = {text(row, "certainty").rpartition("/")[2]: _number(row, "evidence") or 0 for row in group}
        found.append(Sureness(kind, text(group[0], "kindLabel") or shorten(kind), pieces.get(STATED, 0), pieces.get(INFERRED, 0)))
    return sorted(found, key=lambda each: (-each.stated - each.inferred, each.kind))


@dataclass(frozen=True)
class Documented:
    """The memberships of a forum, and how many of them have which of the :data:`GAPS`."""

    forum: str
    label: str
    memberships: int
    gaps: Mapping[str, int]


def documented(rows: Iterable[Row]) -> list[Documented]:
    """One for each forum, as the query orders them."""
    found = []
    for row in rows:
        memberships = _number(row, "memberships") or 0
        gaps = {gap: memberships - (_number(row, without) or 0) for gap, without in GAPS.items()}
        found.append(Documented(text(row, "forum"), text(row, "forumLabel"), memberships, gaps))
    return found


@dataclass(frozen=True)
class Sized:
    """A class and how many things there are of it."""

    iri: str
    label: str
    things: int


def sized(rows: Iterable[Row]) -> list[Sized]:
    """One for each class, the largest first."""
    return [Sized(text(row, "class"), text(row, "classLabel"), _number(row, "things") or 0) for row in rows]


@dataclass(frozen=True)
class Carrying:
    """A source and what rests on it."""

    source: str
    title: str
    publisher: str
    published: str
    evidence: int
    inferred: int


def carrying(rows: Iterable[Row]) -> list[Carrying]:
    """One for each source, those first that carry the most; a row there is for each of its addresses and languages."""
    return [
        Carrying(
            source,
            text(first, "title") or shorten(source),
            ", ".join(distinct(group, "publisherLabel")),
            text(first, "issued") or _between(text(first, "notBefore"), text(first, "notAfter")),
            _number(first, "evidenceCount") or 0,
            _number(first, "inferredCount") or 0,
        )
        for source, group in grouped(rows, "source").items()
        for first in group[:1]
    ]


def percent(part: int, whole: int) -> int:
    """A hundred only for all, and nought only for none."""
    return 0 if not part else 100 if part >= whole else min(99, max(1, round(100 * part / whole)))


def counted(found: Sequence[Made], key: Callable[[Made], str], order: Iterable[str] = ()) -> dict[str, int]:
    """How many have which key: in ``order`` first, then as they come."""
    counts = dict.fromkeys(order, 0)
    for each in found:
        counts[key(each)] = counts.get(key(each), 0) + 1
    return counts


def by_forum(found: Iterable[Reported]) -> dict[str, list[Reported]]:
    """The numbers reported of each forum, by its IRI."""
    groups: dict[str, list[Reported]] = {}
    for each in found:
        groups.setdefault(each.forum, []).append(each)
    return groups


def grouped(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """The rows by what they have in a column, in their order; those that have nothing in it are left out."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if name in row:
            found.setdefault(row[name]["value"], []).append(row)
    return found


def text(row: Row, name: str) -> str:
    """What the row has in a column, empty if nothing."""
    return row[name]["value"] if name in row else ""


def distinct(rows: Iterable[Row], name: str) -> tuple[str, ...]:
    """The different values of a column, in their order."""
    return tuple(dict.fromkeys(row[name]["value"] for row in rows if name in row))


def _number(row: Row, name: str) -> int | None:
    found = text(row, name)
    return int(found) if found.removeprefix("-").isdecimal() and found.isascii() else None


def _between(first: str, last: str) -> str:
    """Two ends in words; either may be missing."""
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"from {first}" if first else f"until {last}" if last else ""
