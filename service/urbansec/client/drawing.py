"""Answers drawn with matplotlib, as the view of their query says."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import cos, radians, sqrt
from typing import TYPE_CHECKING, Any

from urbansec.client.extras import need
from urbansec.errors import FormatError
from urbansec.queries.run import Call, SavedQuery
from urbansec.queries.table import Table
from urbansec.results import Value, columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# More names than this cannot be read beside their points.
_LABELS = 40
_NAMED = 12
_BARS = 60
# Of networks up to this size networkx draws the springs without another library.
_SPRINGS = 499
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#000000")


def plot(call: Call, table: Table, ax: "Axes | None", kind: str | None, chosen: Mapping[str, Any]) -> "Axes":
    """See :meth:`urbansec.client.Result.plot`."""
    view = {**(call.query.header.view.model_extra or {}), **chosen}
    wanted = kind or call.query.header.view.kind
    if wanted not in _DRAWERS:
        raise FormatError(
            f"The view of {call.query.name} is a {wanted}, which is not drawn. Say how: plot(kind='chart', x=…, y=…); there are {', '.join(_DRAWERS)}."
        )
    pyplot = need("matplotlib.pyplot")
    drawn = pyplot.subplots(layout="constrained")[1] if ax is None else ax
    changed = call.query.header.view.model_copy(update={"kind": wanted, **view})
    query = SavedQuery(call.query.name, call.query.path, call.query.text, call.query.header.model_copy(update={"view": changed}))
    _DRAWERS[wanted](Call(query, call.values), table, drawn, _Named(call.query.name, view, table))
    drawn.set_title(_plain(call.query.summary), wrap=True, fontsize="medium")
    return drawn


class _Named:
    """The values of the columns that a view names."""

    def __init__(self, query: str, view: Mapping[str, Any], table: Table) -> None:
        self._query, self._view = query, view
        self._columns = {column.name: column.values for column in columns(table)}

    def name(self, role: str) -> str:
        return str(self._view.get(role) or role)

    def names(self, role: str) -> list[str]:
        found = self._view.get(role)
        return [str(each) for each in found] if isinstance(found, list | tuple) else [self.name(role)]

    def get(self, role: str) -> tuple[Value, ...] | None:
        """The column for ``role``; ``None`` if there is none."""
        return self._columns.get(str(self._view.get(role)))

    def need(self, role: str, name: str | None = None) -> tuple[Value, ...]:
        """The column for ``role``; :class:`FormatError` if there is none."""
        found = self._columns.get(name or str(self._view.get(role)))
        if found is None:
            raise FormatError(f"The answer of {self._query} has no column for {role}. Say which: plot({role}=…); there are: {', '.join(self._columns)}.")
        return found


def _map(call: Call, table: Table, ax: Any, named: _Named) -> None:  # noqa: ARG001 - all are called alike
    lat, lon = ([_number(value) for value in named.need(role)] for role in ("lat", "lon"))
    labels = named.get("label") or (None,) * len(lat)
    points = [(x, y, label) for x, y, label in zip(lon, lat, labels, strict=True) if x is not None and y is not None]
    ax.scatter([x for x, _, _ in points], [y for _, y, _ in points], s=18, color=_COLOURS[0])
    for x, y, label in points if len(points) <= _LABELS else ():
        ax.annotate(_plain(label), (x, y), xytext=(3, 3), textcoords="offset points", fontsize="x-small")
    middle = sum(y for _, y, _ in points) / len(points) if points else 0.0
    ax.set_aspect(1 / max(cos(radians(middle)), 0.1))
    ax.set_xlabel("longitude")
    ax.set_ylabel("latitude")


def _chart(call: Call, table: Table, ax: Any, named: _Named) -> None:  # noqa: ARG001 - all are called alike
    xs = named.need("x")
    series = named.get("series")
    several = named.names("y")
    groups: dict[str, list[tuple[Value, float | None]]] = {}
    for name in several:
        for place, (x, y) in enumerate(zip(xs, named.need("y", name), strict=True)):
            group = name if series is None else _plain(series[place])
            groups.setdefault(group, []).append((x, _number(y)))
    ticks = list(dict.fromkeys(map(_plain, xs)))
    ordered = all(text.lstrip("-").replace("-", "").isdigit() for text in ticks)
    for (group, points), colour in zip(groups.items(), _COLOURS * (1 + len(groups) // len(_COLOURS)), strict=False):
        places = [ticks.index(_plain(x)) for x, _ in points]
        heights = [float("nan") if y is None else y for _, y in points]
        if ordered:
            ax.plot(places, heights, marker="o", markersize=3, color=colour, label=group)
        else:
            ax.bar(places, heights, color=colour, label=group, alpha=1.0 if len(groups) == 1 else 0.6)
    step = max(1, len(ticks) // _LABELS)
    ax.set_xticks(range(0, len(ticks), step), ticks[::step], rotation=90 if len(ticks) > 6 else 0)
    ax.set_xlabel(named.name("x"))
    ax.set_ylabel(", ".join(several))
    if len(groups) > 1:
        ax.legend(fontsize="x-small")


def _timeline(call: Call, table: Table, ax: Any, named: _Named) -> None:  # noqa: ARG001 - all are called alike
    starts = [_year(value) for value in named.need("start")]
    ends = [_year(value) for value in named.get("end") or (None,) * len(starts)]
    labels = named.get("label") or (None,) * len(starts)
    bars = [(start, start if end is None else end, _plain(label)) for start, end, label in zip(starts, ends, labels, strict=True) if start is not None][:_BARS]
    for place, (start, end, _) in enumerate(bars):
        ax.plot([start, end], [place, place], color=_COLOURS[0], marker="o", markersize=3)
    ax.set_yticks(range(len(bars)), [label for _, _, label in bars], fontsize="x-small")
    ax.invert_yaxis()


def _graph(call: Call, table: Table, ax: Any, named: _Named) -> None:  # noqa: ARG001 - all are called alike
    import networkx as nx  # noqa: PLC0415 - few draw networks

    from urbansec.results.network import network_of  # noqa: PLC0415 - the same

    graph = network_of(call, table)
    # Longer springs than networkx takes by itself, or what belongs to one forum lies on one point.
    places = nx.spring_layout(graph, k=4 / sqrt(len(graph) or 1), iterations=150, seed=0) if len(graph) <= _SPRINGS else nx.circular_layout(graph)
    modes = list(dict.fromkeys(values.get("mode") for values in graph.nodes.values()))
    colours = [_COLOURS[modes.index(values.get("mode")) % len(_COLOURS)] for values in graph.nodes.values()]
    degrees = dict(graph.degree())
    # The names of those with most neighbours, or of all if they are few.
    told = sorted(graph, key=lambda node: (-degrees[node], node))[: _LABELS if len(graph) <= _LABELS else _NAMED]
    nx.draw_networkx_edges(graph, places, ax=ax, alpha=0.15, arrows=False)
    nx.draw_networkx_nodes(graph, places, ax=ax, node_size=[20 + 6 * degrees[node] for node in graph], node_color=colours)
    nx.draw_networkx_labels(graph, places, {node: _plain(graph.nodes[node]["label"]) for node in told}, font_size=6, ax=ax)
    ax.set_axis_off()


_DRAWERS: Mapping[str, Callable[[Call, Table, Any, _Named], None]] = {"map": _map, "timeline": _timeline, "chart": _chart, "graph": _graph}


def _plain(value: object) -> str:
    """A text for matplotlib, to which a dollar sign begins a formula."""
    return "" if value is None else str(value).replace("$", r"\$")


def _number(value: Value) -> float | None:
    try:
        return None if value is None else float(str(value))
    except ValueError:
        return None


def _year(value: Value) -> float | None:
    """A day, a month or a year as a fraction of years, the beginning of what is not whole."""
    match value:
        case datetime() | date():
            return value.year + (value.timetuple().tm_yday - 1) / 366
        case str() if value[:4].isdigit():
            month = int(value[5:7]) if value[5:7].isdigit() else 1
            return int(value[:4]) + (month - 1) / 12
    return None
