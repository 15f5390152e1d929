"""GraphML and GEXF, by networkx's own writers, with what these leave to chance fixed."""

from collections.abc import Mapping
from io import BytesIO
from math import degrees, log, pi, radians, tan
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from urbansec.results.network import Attribute

if TYPE_CHECKING:
    import networkx as nx

# Two colours that people who see few colours can tell apart (Okabe and Ito).
_COLOURS = ({"r": 0, "g": 114, "b": 178, "a": 1.0}, {"r": 230, "g": 159, "b": 0, "a": 1.0})
_UNITS_PER_DEGREE = 20.0
_POLE = 85.0
_GEXF = "{http://www.gexf.net/1.2draft}"


def graphml(graph: "nx.Graph[str]", about: Mapping[str, str]) -> bytes:
    """``graph`` as GraphML, which Gephi, yEd, Cytoscape, igraph and networkx read."""
    from networkx.readwrite.graphml import GraphMLWriter  # noqa: PLC0415 - it takes half as long as a query

    copy = graph.copy()
    copy.graph.update(about)
    # Not write_graphml: it takes lxml where that is installed, and its bytes differ.
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(copy)
    out = BytesIO()
    writer.dump(out)
    return out.getvalue()


def gexf(graph: "nx.Graph[str]", about: Mapping[str, str]) -> bytes:
    """``graph`` as GEXF for Gephi: the two kinds of nodes in two colours, and nodes with coordinates where a map has them.

    Edges with a ``start`` or an ``end`` make it a dynamic network, for which Gephi shows a timeline.
    """
    from networkx.readwrite.gexf import GEXFWriter  # noqa: PLC0415 - it takes half as long as a query

    copy = graph.copy()
    name = copy.graph.pop("name")
    modes = list(dict.fromkeys(values.get("mode") for values in copy.nodes.values()))
    if any("start" in values or "end" in values for _, _, values in copy.edges(data=True)):
        copy.graph["mode"] = "dynamic"
    for values in copy.nodes.values():
        values["viz"] = {"color": _COLOURS[modes.index(values.get("mode")) % 2], **_position(values)}
    writer = GEXFWriter(encoding="utf-8", prettyprint=False, version="1.2draft")
    writer.add_graph(copy)
    meta = writer.xml.find("meta")
    if meta is not None:
        # The writer puts today's date there; the same network is the same file on every day.
        meta.attrib.pop("lastmodifieddate", None)
        for child in list(meta):
            meta.remove(child)
        facts = "; ".join(f"{fact}: {text}" for fact, text in about.items())
        for tag, text in (("creator", "urbansec"), ("description", f"{name}. {facts}" if facts else name)):
            ET.SubElement(meta, tag).text = text
    writer.indent(writer.xml)
    out = BytesIO()
    ET.ElementTree(writer.xml).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


def _position(values: Mapping[str, Attribute]) -> dict[str, dict[str, float]]:
    """Where Mercator's map has the node, 20 units to a degree at the equator."""
    lat, long = values.get("lat"), values.get("long")
    if not isinstance(lat, int | float) or not isinstance(long, int | float) or abs(lat) > _POLE:
        return {}
    y = degrees(log(tan(pi / 4 + radians(lat) / 2)))
    return {"position": {"x": round(long * _UNITS_PER_DEGREE, 3), "y": round(y * _UNITS_PER_DEGREE, 3), "z": 0.0}}
