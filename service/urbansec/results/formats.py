"""Which formats a result can be taken away in, by what its query gives and how its header says it is best shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Form, Format, inspect
from urbansec.engine.inspect import tokens
from urbansec.errors import NotFoundError, SavedQueryError, UrbansecError
from urbansec.queries.header import View
from urbansec.queries.run import SavedQuery

# What a column with geometries is called where the header does not say.
WKT = "wkt"


@dataclass(frozen=True)
class ResultFormat:
    """One way to write a result: ``name`` for people, ``media_type`` for HTTP, ``suffix`` for addresses and files.

    ``download`` says that browsers should save it rather than show it.
    """

    name: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()
    charset: bool = False
    download: bool = False

    @property
    def content_type(self) -> str:
        """The media type with its charset, where the type defines one."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


def _same(offer: Format) -> ResultFormat:
    return ResultFormat(offer.name, offer.media_type, offer.suffix, offer.aliases, offer.charset)


XLSX = ResultFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", download=True)
PARQUET = ResultFormat("parquet", "application/vnd.apache.parquet", "parquet", ("application/parquet",), download=True)
GEOJSON = ResultFormat("geojson", "application/geo+json", "geojson", ("application/vnd.geo+json",))
HTML = ResultFormat("html", "text/html", "html", charset=True)
MARKDOWN = ResultFormat("md", "text/markdown", "md", charset=True)
GRAPHML = ResultFormat("graphml", "application/graphml+xml", "graphml", download=True)
GEXF = ResultFormat("gexf", "application/gexf+xml", "gexf", download=True)
DOT = ResultFormat("dot", "text/vnd.graphviz", "dot", charset=True)
NETWORK = (GRAPHML, GEXF, DOT)
_TABLE = tuple(map(_same, BOOLEAN_AND_TABLE))
_GRAPH = tuple(map(_same, GRAPH_FORMATS))
_CSV, _TSV = _TABLE[2:4]
ALL: Mapping[str, ResultFormat] = {offer.name: offer for offer in (*_TABLE, *_GRAPH, XLSX, PARQUET, GEOJSON, HTML, MARKDOWN, *NETWORK)}
"""All formats there are, by name."""


def gives_graph(query: SavedQuery) -> bool:
    """Whether the result is a graph; an analysis makes a table of whatever its query gives."""
    return _known(query).form.gives_graph and not query.header.analysis


def formats_of(query: SavedQuery) -> tuple[ResultFormat, ...]:
    """The formats that fit the result of ``query``, the one that is sent when nothing is asked for first.

    A graph can also be taken as the table of its triples. :class:`~urbansec.errors.SavedQueryError` if it is no query.
    """
    if gives_graph(query):
        return (*_GRAPH, _CSV, _TSV, XLSX, PARQUET, HTML, MARKDOWN, *(NETWORK if is_network(query) else ()))
    geo = (GEOJSON,) if has_places(query) else ()
    return (*_TABLE, XLSX, PARQUET, *geo, HTML, MARKDOWN, *(NETWORK if is_network(query) else ()))


def find_format(query: SavedQuery, name: str) -> ResultFormat:
    """The format of that name or suffix; :class:`~urbansec.errors.NotFoundError` lists what fits the result of ``query``."""
    offers = formats_of(query)
    for offer in offers:
        if name in (offer.suffix, offer.name):
            return offer
    raise NotFoundError(f"There is no format {name[:60]!r} for this result; there are: {', '.join(offer.suffix for offer in offers)}.")


def drawn_from(view: View, *names: str) -> tuple[str, ...] | None:
    """The variables that the view says for each of ``names``; ``None`` if it does not say all of them."""
    extra = view.model_extra or {}
    found = [extra.get(name) for name in names]
    return tuple(str(name) for name in found) if all(isinstance(name, str) and name for name in found) else None


def has_places(query: SavedQuery) -> bool:
    """Whether rows can be put on a map: the view names coordinates or a geometry, or the query has a variable ``?wkt``."""
    view = query.header.view
    return bool(drawn_from(view, "lat", "lon") or drawn_from(view, WKT)) or _known(query).has_geometry


def is_network(query: SavedQuery) -> bool:
    """Whether rows are edges: the view is a graph and names the source and the target."""
    return drawn_from(query.header.view, "source", "target") is not None


class _Known(NamedTuple):
    form: Form
    has_geometry: bool


def _known(query: SavedQuery) -> _Known:
    try:
        return _inspected(query.text)
    except UrbansecError as error:
        query.form  # noqa: B018 - raises the error that names the file
        raise SavedQueryError(error.detail, file=str(query.path)) from error


@lru_cache(maxsize=1024)
def _inspected(text: str) -> _Known:
    """What is known of a text, kept because a catalogue asks it of all its queries for every page."""
    return _Known(inspect(text).form, any(token.kind == "variable" and token.text[1:] == WKT for token in tokens(text)))
