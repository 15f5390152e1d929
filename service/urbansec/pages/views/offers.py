"""Which views a result has: what the header of its query says, and what its columns can be besides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from urbansec.queries.header import View as HeaderView
from urbansec.queries.table import TRIPLE, Table
from urbansec.results.columns import Column, columns
from urbansec.results.formats import WKT, drawn_from

Name = Literal["table", "map", "timeline", "graph", "bars", "lines"]
NAMES: tuple[str, ...] = get_args(Name)
_NUMBERS = frozenset({"integer", "decimal", "double"})
_DAYS = frozenset({"date", "datetime", "partial-date"})
_NORTH, _EAST = ("lat", "latitude"), ("long", "lon", "lng", "longitude")
_PERIODS = (("startEarliest", "endLatest"), ("earliest", "latest"), ("from", "to"), ("start", "end"), ("since", "until"))
_FIRST, _LAST = ("Earliest", "From", "Start"), ("Latest", "To", "End")
# Who says so, and where else to read, is told of a row; the row is about something else.
_BACKING = ("source", "evidence", "address", "homepage")
_STATUS = ("status", "certainty")
_TITLES = ("Label", "Title", "Name")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")
# More kinds of rows than these cannot be told apart in a picture.
_GROUPS = 8


@dataclass(frozen=True)
class View:
    """One way to show a result: its name in the address, and the columns for each part of the picture."""

    name: Name
    parts: Mapping[str, tuple[str, ...]]

    def part(self, name: str) -> str:
        """The column for the part ``name``; empty if there is none."""
        return next(iter(self.parts.get(name, ())), "")


TABLE = View("table", {})


def query_views(table: Table, said: HeaderView | None = None) -> tuple[View, ...]:
    """The views of ``table``, the one to begin with first; the table is always among them.

    ``said`` is what the header of its query says. Without it the columns alone decide, and any two columns of IRIs are a graph.
    What a header names and the table has not is no view.
    """
    found = Found(table)
    made: dict[str, View] = {}
    for name, find in (("map", _map), ("timeline", _timeline), ("graph", _graph), ("lines", _lines), ("bars", _bars)):
        view = find(found, said)
        if view is not None:
            made[name] = view
    order = [name for name in NAMES if name in made]
    first = _first(said, made)
    return tuple(TABLE if name == "table" else made[name] for name in dict.fromkeys((first, "table", *order)))


def _first(said: HeaderView | None, made: Mapping[str, View]) -> str:
    """The view that the header asks for, if the columns allow it."""
    kind = "table" if said is None else said.kind
    # Several amounts are parts of a whole, which bars stack.
    parts = kind == "chart" and "bars" in made and len(made["bars"].parts["y"]) > 1
    wanted = ("bars",) if parts else ("lines", "bars") if kind == "chart" else (kind,)
    return next((name for name in wanted if name in made), "table")


class Found:
    """The columns of a table by name, with what they can be."""

    def __init__(self, table: Table) -> None:
        typed = columns(table)
        self.table = table
        self.names = table.variables
        self.by_name: Mapping[str, Column] = {column.name: column for column in typed if any(value is not None for value in column.values)}
        self.geometry = next((name for name in self.names if name in self.by_name and _is_geometry(table, name)), "")

    def of_kind(self, kinds: frozenset[str]) -> list[str]:
        """The columns of these kinds, in their order."""
        return [name for name in self.names if name in self.by_name and self.by_name[name].kind in kinds]

    def named(self, said: HeaderView | None, *parts: str) -> tuple[str, ...]:
        """The columns that the header says for ``parts``; none if one of them is not said or has no value."""
        names = (drawn_from(said, *parts) or ()) if said is not None else ()
        return names if all(name in self.by_name for name in names) else ()

    def things(self) -> list[str]:
        """The columns of IRIs that a row can be about."""
        iris = self.of_kind(frozenset({"iri"}))
        return [name for name in iris if name == self.names[0] or not name.startswith(_BACKING)]

    def days(self) -> list[str]:
        """The columns of days, whole or partial, also where they are written as plain text."""
        return [name for name in self.names if name in self.by_name and is_day(self.by_name[name])]

    def about(self, said: HeaderView | None, *, other_than: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
        """The columns with the name (``label``) and the IRI (``link``) of what a row is about; ``other_than`` are those that say other things."""
        iris = self.things()
        (label,) = self.named(said, "label") or ("",)
        link = own if (own := label.removesuffix("Label")) in iris else next(iter(iris), "")
        if not label:
            titles = [name for end in _TITLES if (name := f"{link}{end}") in self.by_name]
            texts = [name for name in self.names if name in self.by_name and self.by_name[name].kind in ("text", "mixed") and name not in other_than]
            told = [name for name in texts if name in ("title", "name") or name.endswith(_TITLES)]
            label = next(iter((*titles, *((link,) if link else ()), *told, *texts)), "")
        return {"label": (label,) if label else (), "link": (link,) if link else ()}

    def status(self) -> tuple[str, ...]:
        """The column that says how sure a row is."""
        return next(((name,) for name in _STATUS if name in self.by_name), ())


def _is_geometry(table: Table, name: str) -> bool:
    if name == WKT:
        return True
    cell = next(row[name] for row in table.rows if name in row)
    return cell.get("datatype", "").endswith("#wktLiteral")


def _map(found: Found, said: HeaderView | None) -> View | None:
    place = found.named(said, "lat", "lon") or _coordinates(found)
    shape = () if place else found.named(said, "wkt") or ((found.geometry,) if found.geometry else ())
    if not (place or shape):
        return None
    parts = {**found.about(said, other_than=(*place, *shape)), "status": found.status()}
    return View("map", {**parts, **({"lat": place[:1], "long": place[1:]} if place else {"wkt": shape})})


def _coordinates(found: Found) -> tuple[str, ...]:
    """Two columns of numbers named as coordinates are, also behind the same other word: ``memberLat`` and ``memberLong``."""
    numbers = {name.lower(): name for name in found.of_kind(_NUMBERS)}
    for low, name in numbers.items():
        for north in _NORTH:
            if low.endswith(north) and (low == north or name[len(low) - len(north)].isupper() or name[len(low) - len(north) - 1] == "_"):
                stem = low.removesuffix(north)
                east = next((numbers[stem + word] for word in _EAST if stem + word in numbers), "")
                if east:
                    return (name, east)
    return ()


def _timeline(found: Found, said: HeaderView | None) -> View | None:
    days = found.days()
    start = found.named(said, "start")
    # A column for ends that are all unknown is one, too.
    end = tuple(name for name in drawn_from(said, "end") or () if name in found.names) if said is not None else ()
    if not start or start[0] not in days:
        start, end = _period([name for name in days if found.by_name[name].kind in _DAYS], found.names)
    if not start:
        return None
    end = tuple(name for name in end if name in days or name not in found.by_name)
    # Beside the first and the last day that a date can mean may stand the date as the source gives it.
    given = tuple(name for name in (start[0].removesuffix("Earliest"),) if name in days and name not in start)
    until = tuple(name for name in (each.removesuffix("Latest") for each in end) if name in days and name not in end)
    bounds = end == (_latest(start[0]),)
    about = found.about(said, other_than=(*start, *end, *given, *until))
    parts = {**about, "start": start, "end": end, "given": given, "until": until, "bounds": end if bounds else (), "status": found.status()}
    return View("timeline", {**parts, "group": _groups(found, parts["label"])})


def _latest(earliest: str) -> str:
    """What the last day is called that a date can mean whose first day is called ``earliest``."""
    return earliest.replace("earliest", "latest").replace("Earliest", "Latest")


def _period(days: Sequence[str], names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first column of ``days``, or the pair that is the start and the end of something, of which the end may be empty."""
    for first, last in _PERIODS:
        if first in days:
            return (first,), ((last,) if last in names else ())
    for name in days:
        for first, last in zip(_FIRST, _LAST, strict=True):
            other = f"{name.removesuffix(first)}{last}"
            if name.endswith(first) and other in names:
                return (name,), (other,)
    return tuple(days[:1]), ()


def _groups(found: Found, label: Sequence[str]) -> tuple[str, ...]:
    """A column of few words that tells what kind of thing a row is."""
    for name in ("kind", "kindLabel", "forumLabel", "what"):
        if name in found.by_name and name not in label and len(set(found.by_name[name].values)) <= _GROUPS:
            return (name,)
    return ()


def _graph(found: Found, said: HeaderView | None) -> View | None:
    ends = found.named(said, "source", "target")
    if not ends and found.names == TRIPLE:
        ends = ("subject", "object")
        return View("graph", {"source": ends[:1], "target": ends[1:], "label": ("predicate",)}) if _has_edges(found.table) else None
    if not ends and {"source", "target"} <= found.by_name.keys() and {found.by_name[name].kind for name in ("source", "target")} == {"iri"}:
        ends = ("source", "target")
    if not ends and said is None:
        ends = tuple(found.things()[:2])
    if len(ends) != 2:
        return None
    weight = [name for name in found.named(said, "weight") if found.by_name[name].kind in _NUMBERS]
    parts = {"source": ends[:1], "target": ends[1:], "weight": tuple(weight), "status": found.status()}
    one_way = str((said.model_extra or {}).get("directed", "true")).lower() if said is not None else "true"
    return View("graph", {**parts, "label": found.named(said, "label"), "undirected": ("yes",) if one_way == "false" else ()})


def _has_edges(table: Table) -> bool:
    return any(row["object"]["type"] in ("uri", "bnode") for row in table.rows)


def _numbers(found: Found, *, other_than: Sequence[str]) -> tuple[str, ...]:
    """Columns of numbers that are amounts: no coordinates, years or numbers that name something."""
    taken = (*_coordinates(found), *other_than)
    return tuple(name for name in found.of_kind(_NUMBERS) if name not in taken and not is_year(found.by_name[name]) and name not in ("edition", "level"))


def is_year(column: Column) -> bool:
    """Whether the values are years: of the datatype for them, or in a column named so."""
    years = column.kind == "partial-date" or column.name.lower() == "year"
    return years and all(value is None or _YEAR.match(str(value)) for value in column.values)


def is_day(column: Column) -> bool:
    """Whether the values are days, whole or partial; text that looks like them is enough, and some may be empty."""
    if column.kind != "text":
        return column.kind in _DAYS
    texts = {str(value) for value in column.values if value}
    return bool(texts) and all(_DAY.match(text) for text in texts)


def _drawn(found: Found, said: HeaderView | None) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The columns for x, y and the series that a header says for a chart; empty where it says none that is there."""
    extra = (said.model_extra or {}) if said is not None and said.kind == "chart" else {}
    several = extra.get("y", ())
    y = tuple(map(str, [several] if isinstance(several, str) else several)) if isinstance(several, str | list | tuple) else ()
    (x,) = found.named(said, "x") or ("",)
    series = found.named(said, "series")
    fits = x and y and all(name in found.by_name and found.by_name[name].kind in _NUMBERS for name in y)
    return (x, y, series) if fits else ("", (), ())


def _lines(found: Found, said: HeaderView | None) -> View | None:
    x, y, series = _drawn(found, said)
    if x:
        course = is_day(found.by_name[x]) or is_year(found.by_name[x])
        return View("lines", {"x": (x,), "y": y, "series": series, **_reported(found, y)}) if course else None
    # A line is drawn only where each time has one row; else the rows are things, and not a course.
    times = [name for name in found.names if name in found.by_name and (is_year(found.by_name[name]) or (said is None and is_day(found.by_name[name])))]
    once = [name for name in times if len(set(found.by_name[name].values)) == len(found.table.rows)]
    y = _numbers(found, other_than=times)
    return View("lines", {"x": (once[0],), "y": y[:4], "series": ()}) if once and y else None


def _reported(found: Found, y: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The columns that say how numbers are to be read which somebody reported: as exact, about, at least; and what else is told of them."""
    mark = next((name for name in ("qualifierLabel", "qualifier") if name in found.by_name and len(y) == 1), "")
    notes = tuple(name for name in ("forum", "forumLabel", "sourceTitle", "source") if name in found.by_name)
    return {"mark": (mark,), "notes": notes} if mark else {}


def _bars(found: Found, said: HeaderView | None) -> View | None:
    x, y, series = _drawn(found, said)
    if x:
        # Of many days few have a bar, and nothing lies between them: that is for lines.
        if found.by_name[x].kind in _DAYS and not is_year(found.by_name[x]):
            return None
        link = x.removesuffix("Label")
        return View("bars", {"x": (x,), "y": y, "series": series, "link": (link,) if link in found.by_name else ()})
    if said is not None and said.kind == "graph":  # its numbers are about two things
        return None
    y = _numbers(found, other_than=())
    if said is not None:  # its other numbers are measures, each with a scale of its own
        y = tuple(name for name in y if found.by_name[name].kind == "integer")
    label = next((name for name in found.names if _is_category(found, said, name)), "")
    if not (y and label):
        return None
    stacked = tuple(name for name in ("certain", "possible") if name in y)
    link = label.removesuffix("Label")
    return View("bars", {"x": (label,), "y": stacked if len(stacked) == 2 else y[:1], "series": (), "link": (link,) if link in found.by_name else ()})


def _is_category(found: Found, said: HeaderView | None, name: str) -> bool:
    """Whether each row has another value: rows are then about the categories. IRIs without a label are none that a header would mean."""
    column = found.by_name.get(name)
    if column is None or name == found.geometry:
        return False
    fits = column.kind == "text" or is_year(column) or (column.kind == "iri" and said is None and f"{name}Label" not in found.by_name)
    return fits and len(set(column.values)) == len(found.table.rows)
