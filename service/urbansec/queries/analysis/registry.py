"""Analyses by name, and how their tables are written."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from urbansec.engine import Answer, Format
from urbansec.errors import FormatError, SavedQueryError
from urbansec.letters import spelled_like
from urbansec.queries.analysis.edges import Network, check_columns, read_edges, suffixes_of
from urbansec.queries.analysis.measures import NODE_MEASURES, OVERLAP, SUMMARY, Row, node_measures, overlap, summary
from urbansec.queries.table import JSON, Table


@dataclass(frozen=True)
class Analysis:
    """One analysis: what it is for, the columns of its result, and the function that gives its rows."""

    name: str
    summary: str
    nodes: tuple[str, ...]
    """The columns that hold nodes; behind each comes what the query tells of nodes: ``node``, ``nodeLabel`` …"""
    columns: tuple[str, ...]
    rows: Callable[[Network], Iterator[Row]]

    def variables(self, edges: Sequence[str]) -> tuple[str, ...]:
        """The columns of the result for a table of edges with the columns ``edges``; :class:`SavedQueryError` if those are no edges."""
        check_columns(edges)
        suffixes = suffixes_of(edges)
        return (*(f"{node}{suffix}" for node in self.nodes for suffix in ("", *suffixes)), *self.columns)

    def table(self, edges: Table) -> Table:
        """The measures of the network in ``edges``; errors of :func:`~urbansec.queries.analysis.edges.read_edges`."""
        return Table(self.variables(edges.variables), tuple(self.rows(read_edges(edges))))


_ALL = (
    Analysis("network-measures", "for each node, how central it is", ("node",), NODE_MEASURES, node_measures),
    Analysis("network-summary", "figures about the network as a whole", (), SUMMARY, summary),
    Analysis("network-overlap", "for each two targets, how many sources they share", ("nodeA", "nodeB"), OVERLAP, overlap),
)
ANALYSES: Mapping[str, Analysis] = MappingProxyType({analysis.name: analysis for analysis in _ALL})
"""Every analysis that a header may name."""


def analysis_named(name: str) -> Analysis:
    """The analysis called ``name``; :class:`SavedQueryError` with near matches if there is none."""
    try:
        return ANALYSES[name]
    except KeyError:
        near = spelled_like(name, ANALYSES, most=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise SavedQueryError(f"There is no analysis named {name!r}; there are {', '.join(ANALYSES)}.{hint}") from None


def analyse(name: str, edges: Table, *, file: str) -> Table:
    """What the analysis ``name`` makes of ``edges``; :class:`SavedQueryError` that names ``file`` if it cannot."""
    try:
        return analysis_named(name).table(edges)
    except SavedQueryError as error:
        raise SavedQueryError(f"{file}: {error.detail}", file=file) from error


def write_table(table: Table, result_format: Format) -> Answer:
    """``table`` as the engine would write it; :class:`~urbansec.errors.FormatError` for a format that holds no table."""
    if not isinstance(result_format.writer, ox.QueryResultsFormat):
        raise FormatError(f"An analysis gives a table, which cannot be written as {result_format.media_type}.")
    document = {"head": {"vars": list(table.variables)}, "results": {"bindings": [dict(row) for row in table.rows]}}
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    if result_format != JSON:
        content = _rewritten(content, result_format.writer)
    return Answer(content, result_format)


def _rewritten(content: bytes, writer: ox.QueryResultsFormat) -> bytes:
    solutions = ox.parse_query_results(content, ox.QueryResultsFormat.JSON)
    written = solutions.serialize(format=writer)
    if written is None:
        raise TypeError("without an output the text is returned")
    return written
