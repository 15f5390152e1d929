"""A result in a format: one function, which takes the writer from where it lives when it is needed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module

from urbansec.queries.run import Call, SavedQuery
from urbansec.queries.table import Table
from urbansec.results.columns import as_term
from urbansec.results.formats import NETWORK, ResultFormat, gives_graph

_UNKNOWN_TIME = datetime(2000, 1, 1, tzinfo=UTC)
# Writers by format; they are imported when they are used, because pyarrow alone costs a command its start.
_WRITERS = {
    **dict.fromkeys(("json", "xml", "csv", "tsv"), "documents"),
    **dict.fromkeys(("turtle", "jsonld", "rdfxml", "ntriples", "trig", "nquads"), "graphs"),
    "xlsx": "spreadsheet",
    "parquet": "parquet",
    "geojson": "geojson",
    "html": "page",
    "md": "markdown",
}


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:
    """The result ``table`` of ``call`` written as ``fmt``. Equal input gives equal bytes.

    ``about`` holds facts in words, in order (query, data version, time, …); formats with a place for them carry them.
    Raises :class:`~urbansec.errors.FormatError` where a result does not fit the format, such as a million rows in a
    spreadsheet.
    """
    table = in_order(call.query, table)
    if fmt in NETWORK:
        written: bytes = import_module("urbansec.results.network").write_network(call, table, fmt.name, about)
    else:
        written = import_module(f"urbansec.results.{_WRITERS[fmt.name]}").write(call, table, fmt, about)
    return written


def in_order(query: SavedQuery, table: Table) -> Table:
    """The result in an order that is always the same: a graph has none of its own, the rows of a table stay as they are."""
    if not gives_graph(query):
        return table
    return Table(table.variables, tuple(sorted(table.rows, key=lambda row: [str(as_term(cell)) for cell in row.values()])))


def time_of(about: Mapping[str, str]) -> datetime:
    """The time that ``about`` tells, for formats that have a time of their own; always the same if there is none."""
    for value in about.values():
        try:
            if "T" in value:
                found = datetime.fromisoformat(value)
                return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except ValueError:
            continue
    return _UNKNOWN_TIME
