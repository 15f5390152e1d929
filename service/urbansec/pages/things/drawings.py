"""Pictures of a thing: its timeline, its places, how a forum grew, with whom it has to do."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import Bar, Edge, Graphic, Node, Point, Series, draw_map, line_chart, network, timeline
from urbansec.pages.things.entries import Entry
from urbansec.pages.things.reader import Reader
from urbansec.queries.description.around import LATITUDE, LONGITUDE

Link = Callable[[str], str]
GROUPS = {
    "memberships": marked("Memberships"),
    "members": marked("Memberships"),
    "events": marked("Events"),
    "projects": marked("Projects"),
    "offices": marked("Offices"),
    "works": marked("Publications and measures"),
    "using": marked("What deals with it"),
}
_LEAST, _MOST_BARS = 2, 60
_FIRST_YEAR = 1900


def drawn_timeline(reader: Reader, link: Link, entries: Iterable[tuple[str, Entry]]) -> Graphic | None:
    """Everything dated of the thing in the order of time, if there is more than one; the kinds of lines are its groups."""
    bars = [bar for kind, entry in entries for bar in _bars(reader, link, kind, entry)]
    bars = sorted(bars, key=lambda bar: (bar.start or bar.end, bar.label))[-_MOST_BARS:]
    if len(bars) < _LEAST:
        return None
    return timeline(bars, title=marked("Over time"), ident="timeline", end=reader.today if any(not bar.end for bar in bars) else "")


def _bars(reader: Reader, link: Link, kind: str, entry: Entry) -> list[Bar]:
    when, group = entry.when, GROUPS[kind]
    words = ", ".join(name.text for name in entry.words)
    label, href = entry.thing.name.text, link(entry.record or entry.thing.iri)
    if kind in {"memberships", "members"} and not when.end:
        # As far as it is attested it stands firm; from then on it is possible.
        start = when.start or reader.of(entry.record, "possibleFrom", "certainFrom")
        last, latest = reader.of(entry.record, "certainTo"), reader.of(entry.record, "possibleTo")
        if not start or not last:
            return [Bar(label, start, latest, href, group, "possible", words)] if start else []
        return [Bar(label, start, last, href, group, "certain", words)]
    start, end = when.start or when.not_before, when.end or when.not_after
    if not (start or end):
        return []
    if not when.lasting:
        end = end or start
    return [Bar(label, start, end, href, group, "" if when.start else "possible", words)]


def drawn_map(reader: Reader, link: Link, entries: Iterable[Entry], *, title: str, frame: bool = True) -> Graphic | None:
    """Where the things are that have a place; ``None`` if none has. ``frame`` shows all of Europe."""
    points: dict[str, Point] = {}
    for entry in entries:
        at = place(reader, entry.thing.iri)
        if at is not None and entry.thing.iri not in points and entry.status != "no":
            note = ", ".join(name.text for name in entry.words)
            status = entry.status if entry.status in {"certain", "possible"} else "certain" if not entry.status else "possible"
            points[entry.thing.iri] = Point(*at, entry.thing.name.text, link(entry.thing.iri), note, status=status)
    if not points:
        return None
    return draw_map(list(points.values()), title=title, ident="map", frame="europe" if frame else "fit")


def place(reader: Reader, iri: str) -> tuple[float, float] | None:
    """Latitude and longitude, if the data give both as numbers."""
    try:
        return float(reader.near.one(iri, LATITUDE)), float(reader.near.one(iri, LONGITUDE))
    except ValueError:
        return None


def drawn_growth(reader: Reader, members: Sequence[Entry], counts: Sequence[Entry]) -> Graphic | None:
    """How many members the graph can name at the end of each year, and how many sources report, as signs of their own."""
    this_year = int(reader.today[:4])
    spans = [[reader.of(entry.record, name)[:4] for name in ("certainFrom", "certainTo", "possibleFrom", "possibleTo")] for entry in members]
    known = [year for span in spans for year in (span[0], span[2]) if year]
    if not known:
        return None
    first = max(_FIRST_YEAR, int(min(known)))
    years = range(first, this_year + 1)
    certain = Counter({year: sum(bool(cf) and cf <= str(year) <= ct for cf, ct, _, _ in spans) for year in years})
    possible = Counter({year: sum(bool(pf) and pf <= str(year) <= (pt or "9999") for _, _, pf, pt in spans) for year in years})
    series = [
        Series(marked("named by the graph, certain"), tuple((year, certain[year]) for year in years)),
        Series(marked("named by the graph, at most"), tuple((year, max(certain[year], possible[year])) for year in years), dashed=True),
    ]
    for sign, words in _SIGNS.items():
        told = [(entry, year) for entry in counts if _sign(reader, entry) == sign and (year := _year(entry)) and _counts_members(reader, entry)]
        if told:
            notes = {at: entry.thing.name.text for at, (entry, _) in enumerate(told)}
            series.append(Series(words, tuple((year, float(entry.number)) for entry, year in told), markers=sign, notes=notes))
    return line_chart(series, title=marked("Members over time"), ident="growth", x_label=marked("Year"), y_label=marked("Members"), x_kind="year")


_SIGNS = {
    "exact": marked("reported"),
    "about": marked("reported as about"),
    "least": marked("reported as at least"),
    "most": marked("reported as nearly"),
    "more": marked("reported as more than"),
}
_QUALIFIERS = {"exact": "exact", "about": "about", "nearly": "most", "at-least": "least", "more-than": "more"}
_MEMBERS = frozenset({"members", "local-and-regional-authorities", "local-authorities", "municipalities", "cities"})


def _sign(reader: Reader, entry: Entry) -> str:
    return _QUALIFIERS.get(reader.of(entry.record, "qualifier").rpartition("/")[2], "")


def _year(entry: Entry) -> str:
    return (entry.when.start or entry.when.not_before)[:4]


def _counts_members(reader: Reader, entry: Entry) -> bool:
    return entry.number.isdecimal() and reader.of(entry.record, "counted").rpartition("/")[2] in _MEMBERS


def drawn_network(reader: Reader, link: Link, shared: Mapping[str, Sequence[str]]) -> Graphic | None:
    """The neighbours and what they share with the thing, if there are several."""
    if len(shared) < _LEAST:
        return None
    commons = dict.fromkeys(common for each in shared.values() for common in each)
    nodes = [Node(reader.iri, reader.title().text, "", marked("this"), 4.0)]
    nodes += [Node(other, reader.name(other).text, link(other), marked("neighbour"), 2.0) for other in shared]
    nodes += [Node(common, reader.name(common).text, link(common), marked("what they share"), 1.0) for common in commons]
    edges = [Edge(reader.iri, common, directed=False) for common in commons]
    edges += [Edge(other, common, directed=False) for other, each in shared.items() for common in each]
    return network(nodes, edges, title=marked("Neighbours"), ident="network")


def drawn_forums(reader: Reader, link: Link, beside: Sequence[tuple[str, int]]) -> Graphic | None:
    """The forums that share members with this one; the more they share, the larger."""
    if not beside:
        return None
    most = max(count for _, count in beside)
    nodes = [Node(reader.iri, reader.title().text, "", marked("this"), 4.0)]
    nodes += [Node(forum, reader.name(forum).text, link(forum), marked("neighbour"), 1.0 + 3.0 * count / most) for forum, count in beside]
    edges = [Edge(reader.iri, forum, str(count), float(count), directed=False) for forum, count in beside]
    return network(nodes, edges, title=marked("Neighbours"), ident="network")
