"""DOT for Graphviz: every text is quoted, so that no label can be anything but a label.

Columns become attributes ``data_NAME``: a column called ``image`` or ``shape`` must not be one of Graphviz's own
attributes, of which some load files.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from urbansec.results.network import Attribute

if TYPE_CHECKING:
    import networkx as nx

_OWN = ("label", "weight")
_SHAPES = ("ellipse", "box")
_COLOURS = ("#0072b2", "#e69f00")


def dot(graph: "nx.Graph[str]", about: Mapping[str, str]) -> bytes:
    """``graph`` as DOT. It names a layout that suits networks, so that ``dot -Tsvg`` draws it without further options."""
    return "".join(f"{line}\n" for line in _lines(graph, about)).encode()


def _lines(graph: "nx.Graph[str]", about: Mapping[str, str]) -> Iterator[str]:
    kind, arrow = ("digraph", "->") if graph.is_directed() else ("graph", "--")
    modes = list(dict.fromkeys(values.get("mode") for values in graph.nodes.values()))
    for fact, text in about.items():
        yield f"// {' '.join(f'{fact}: {text}'.split())}"
    yield f"{kind} {quoted(str(graph.graph['name']))} {{"
    yield "  graph [layout=sfdp, overlap=false, splines=true, outputorder=edgesfirst];"
    yield "  node [style=filled, fillcolor=white];"
    for node, values in graph.nodes(data=True):
        mode = modes.index(values.get("mode")) % 2
        drawn = {"shape": _SHAPES[mode], "color": _COLOURS[mode], **({"URL": shown(node)} if node.startswith(("http://", "https://")) else {})}
        yield f"  {quoted(node)} [{_attributes(values, drawn)}];"
    for first, second, values in graph.edges(data=True):
        yield f"  {quoted(first)} {arrow} {quoted(second)} [{_attributes(values, {})}];"
    yield "}"


def _attributes(values: Mapping[str, Attribute], drawn: Mapping[str, str]) -> str:
    own = {name: shown(str(values[name])) for name in _OWN if name in values}
    rest = {f"data_{name}": str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items() if name not in _OWN}
    return ", ".join(f"{quoted(name)}={quoted(value)}" for name, value in {**own, **drawn, **rest}.items())


def quoted(text: str) -> str:
    r"""``text`` as a quoted ID. A backslash is doubled: the last one would take the quote with it, and \N is the node's name."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", "\\n") + '"'


def shown(text: str) -> str:
    """``text`` where Graphviz reads the entities of HTML, as it does in labels."""
    return text.replace("&", "&amp;")
