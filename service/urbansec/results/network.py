"""A result whose rows are edges, as a network: for networkx, and as a file for Gephi, yEd, Cytoscape and Graphviz.

The view of the query (``kind: graph``) names the columns with the two ends, ``source`` and ``target``, and may name
``weight``, ``label``, ``start`` and ``end`` of an edge and ``directed: false``. A column whose name begins with that of
an end tells something of the node: beside ``?member``, ``?memberLabel`` and ``?memberLat`` are its ``label`` and its
``lat``. Every other column tells something of the edge.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from urbansec.errors import FormatError
from urbansec.namespaces import ID, shorten
from urbansec.queries.run import Call
from urbansec.queries.table import Table
from urbansec.results.columns import Column, Value, columns, text_of
from urbansec.results.formats import drawn_from

if TYPE_CHECKING:
    import networkx as nx

Attribute = str | int | float | bool
Attributes = dict[str, Attribute]
_LARGEST = 2**63
# What an edge may be given by the view, and the kinds of columns that can be it (none: any).
_MEANINGS: Mapping[str, tuple[str, ...]] = {"weight": ("integer", "decimal", "double"), "label": (), "start": ("date",), "end": ("date",)}
# These mean something to the formats, or to networkx, so that no column may take their place by its name alone.
_RESERVED = frozenset(("end", "id", "key", "label", "mode", "networkx_key", "parents", "pid", "slices", "spells", "start", "type", "viz", "weight"))
# XML 1.0 has no place for these, and a DOT file is as well off without them.
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Roles:
    """Which column is what: the two ends, what is told of them by the name of the attribute, and the columns of the edge."""

    ends: tuple[str, str]
    told: Mapping[str, tuple[str, str]]
    """End and attribute of each column that tells something of a node: ``memberLat`` of ``member`` is its ``lat``."""
    edge: Mapping[str, str]
    """The attribute of each column that tells something of an edge."""


def roles(call: Call, found: Sequence[Column]) -> Roles:
    """What the columns of a result are; :class:`~urbansec.errors.FormatError` if its rows are no edges."""
    view = call.query.header.view
    kinds = {column.name: column.kind for column in found}
    ends = drawn_from(view, "source", "target")
    if ends is None or not set(ends) <= set(kinds):
        raise FormatError(f"The rows of {call.query.name} are no edges: its view names no columns for source and target.")
    told: dict[str, tuple[str, str]] = {}
    for name in kinds:
        # The longer name first: ?forumALabel is the label of ?forumA, also where there is a ?forum.
        for end in sorted(ends, key=len, reverse=True):
            rest = name.removeprefix(end)
            if rest != name and rest[:1].isupper():
                attribute = f"{rest[0].lower()}{rest[1:]}"
                told.setdefault(name, (end, attribute if attribute == "label" else _free(attribute)))
    # The place of an edge on a map is that of its nodes, said once more.
    drawn = drawn_from(view, "wkt") or ()
    edge = {name: _free(name) for name in kinds if name not in told and name not in ends and name not in drawn}
    for attribute, fitting in _MEANINGS.items():
        for name in drawn_from(view, attribute) or ():
            if name in edge and (not fitting or kinds[name] in fitting):
                edge[name] = attribute
    return Roles((ends[0], ends[1]), told, edge)


def network_of(call: Call, table: Table) -> "nx.Graph[str]":
    """The network in the rows of ``table``: nodes by IRI, with ``label``, ``kind`` and what else is told of them.

    Where no node is on both sides, as with members and forums, ``mode`` is the name of its side. The network has directions
    unless the view says ``directed: false``, and is a multigraph only if several edges link the same nodes. What is not
    bound is left out, days are text. Raises :class:`~urbansec.errors.FormatError` for a result without edges.
    """
    import networkx as nx  # noqa: PLC0415 - it takes half as long as a query

    typed = columns(table)
    part = roles(call, typed)
    values = {column.name: attributes(column) for column in typed}
    nodes: dict[str, Attributes] = {}
    sides: tuple[set[str], set[str]] = (set(), set())
    edges: list[tuple[str, str, Attributes]] = []
    for index, row in enumerate(table.rows):
        if not all(end in row for end in part.ends):
            continue
        first, second = (clean(text_of(row[end])) for end in part.ends)
        for end, node, side in zip(part.ends, (first, second), sides, strict=True):
            side.add(node)
            _tell(nodes.setdefault(node, {}), ((name, values[column][index]) for column, (of, name) in part.told.items() if of == end))
        told = {name: values[column][index] for column, name in part.edge.items()}
        edges.append((first, second, {name: value for name, value in told.items() if value is not None}))
    directed = str((call.query.header.view.model_extra or {}).get("directed", "true")).lower() != "false"
    pairs = {(a, b) if directed else (min(a, b), max(a, b)) for a, b, _ in edges}
    several = len(pairs) < len(edges)
    graph: nx.Graph[str] = (nx.MultiDiGraph if directed else nx.MultiGraph)() if several else (nx.DiGraph if directed else nx.Graph)()
    graph.graph["name"] = call.query.name
    apart = sides[0].isdisjoint(sides[1])
    for node, found in _alike(nodes).items():
        mode = {"mode": part.ends[node in sides[1]]} if apart else {}
        graph.add_nodes_from([(node, {"label": shorten(node), "kind": _kind(node) or mode.get("mode", "node"), **mode, **found})])
    keyed: list[tuple[Any, ...]] = [(a, b, f"e{number}", said) if several else (a, b, said) for number, (a, b, said) in enumerate(edges, 1)]
    graph.add_edges_from(keyed)
    return graph


def write_network(call: Call, table: Table, name: str, about: Mapping[str, str] | None = None) -> bytes:
    """The network in ``table`` as ``graphml``, ``gexf`` or ``dot``; equal input gives equal bytes.

    ``about`` holds facts in words, which the file carries; without them it carries what the call itself tells. Raises
    :class:`~urbansec.errors.FormatError` for a result without edges.
    """
    from urbansec.results import network_dot, network_xml  # noqa: PLC0415 - the writers build on this module

    writers = {"graphml": network_xml.graphml, "gexf": network_xml.gexf, "dot": network_dot.dot}
    return writers[name](network_of(call, table), {clean(fact): clean(text) for fact, text in (about or _facts(call)).items()})


def _facts(call: Call) -> dict[str, str]:
    values = "; ".join(f"{name} = {', '.join(texts)}" for name, texts in call.arguments.items())
    return {"Query": call.query.name, "Question": call.query.summary, "Query version": call.query.version, "Parameters": values or "none"}


def clean(text: str) -> str:
    """``text`` without the characters that XML cannot hold; each is replaced by U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text)


def attributes(column: Column) -> tuple[Attribute | None, ...]:
    """The values of a column as files of networks know them: numbers, truth values and texts, all of one type."""
    values = column.values
    if any(isinstance(value, int) and abs(value) >= _LARGEST for value in values):
        return tuple(None if value is None else str(value) for value in values)
    return tuple(map(_attribute, values))


def _attribute(value: Value) -> Attribute | None:
    match value:
        case None | bool() | int():
            return value
        case Decimal() | float():
            return float(value) if isfinite(value) else None
        case str():
            return clean(value)
    return value.isoformat()


def _free(name: str) -> str:
    """The attribute for a column of that name: the same, unless it means something else."""
    return f"{name}_" if name in _RESERVED else name


def _tell(found: Attributes, told: Iterator[tuple[str, Attribute | None]]) -> None:
    """Add what a row tells of a node. Of several values the smallest is kept, so that the order of rows is of no consequence."""
    for name, value in told:
        if value is not None and (name not in found or str(value) < str(found[name])):
            found[name] = value


def _alike(nodes: Mapping[str, Attributes]) -> Mapping[str, Attributes]:
    """The nodes with attributes of one type each: files declare the type of an attribute once for all nodes."""
    types: dict[str, set[type]] = {}
    for found in nodes.values():
        for name, value in found.items():
            types.setdefault(name, set()).add(type(value))
    mixed = {name for name, several in types.items() if len(several) > 1}
    return {node: {name: str(value) if name in mixed else value for name, value in found.items()} for node, found in nodes.items()}


def _kind(node: str) -> str:
    """What the IRI of a thing of the data says that it is: ``city``."""
    return node.removeprefix(ID).partition("/")[0] if node.startswith(ID) else ""
