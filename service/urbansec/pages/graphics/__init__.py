"""Graphics as inline SVG: maps, charts, timelines and networks, drawn here so that they need no script.

Data go in, a :class:`Graphic` comes out; the macro ``figure`` of ``graphics.html`` shows it in the language of the page. How it looks is
in ``static/graphics.css`` alone, so that it follows the reader's colours and the printer.
"""

from urbansec.pages.graphics.charts import bar_chart
from urbansec.pages.graphics.lines import line_chart
from urbansec.pages.graphics.map import draw_map
from urbansec.pages.graphics.model import Bar, Edge, Graphic, LegendEntry, Node, Point, Remark, Series, Span
from urbansec.pages.graphics.network import network
from urbansec.pages.graphics.outlines import outlines_address
from urbansec.pages.graphics.timeline import timeline

__all__ = [
    "Bar",
    "Edge",
    "Graphic",
    "LegendEntry",
    "Node",
    "Point",
    "Remark",
    "Series",
    "Span",
    "bar_chart",
    "draw_map",
    "line_chart",
    "network",
    "outlines_address",
    "timeline",
]
