"""Ask a query of somebody else's within limits: read-only, so many seconds, so many rows and bytes."""

from dataclasses import dataclass
from time import perf_counter

import anyio
import pyoxigraph as ox

from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Engine, Form, Formats, Request
from urbansec.engine.cap import with_limit
from urbansec.errors import EngineFailedError, QueryRefusedError, QuerySyntaxError, QueryTimeoutError
from urbansec.mcp.answers import Cut, Value
from urbansec.mcp.parts import Limits
from urbansec.mcp.rows import fit, json_rows, too_large
from urbansec.namespaces import prefixes_for
from urbansec.queries.table import Table, as_cell, read_table

_TSV = next(offer for offer in BOOLEAN_AND_TABLE if offer.name == "tsv")
_JSON = next(offer for offer in BOOLEAN_AND_TABLE if offer.name == "json")
_N_TRIPLES = next(offer for offer in GRAPH_FORMATS if offer.name == "ntriples")
_REST = "Go on with OFFSET (and ORDER BY) in the query, ask for more with limit, or ask for less: count, filter, choose columns."
_LESS = "Ask for less: patterns that bind more, one resource at a time."
_NO_TERMS = "The engine sent no result that can be read."


@dataclass(frozen=True)
class Asked:
    """What came: ``rows`` of ``columns`` or, from CONSTRUCT and DESCRIBE, Turtle. ``in_all`` counts rows or triples; ``None`` if ``cut``."""

    form: Form
    columns: tuple[str, ...]
    rows: list[list[Value]]
    turtle: str | None
    in_all: int | None
    cut: Cut | None
    seconds: float


async def ask(engine: Engine, text: str, limits: Limits) -> Asked:
    """The answer to ``text``; an update is refused by :func:`urbansec.engine.inspect.inspect`, before anything runs.

    When ``limits.seconds`` are over, :class:`~urbansec.errors.QueryTimeoutError` is raised and the query ended, as it is when whoever
    asks is cancelled. Raises what ``engine.stream`` raises.
    """
    if len(text) > limits.text:
        raise QueryRefusedError(f"The query is {len(text):,} characters long; at most {limits.text:,} are taken here.")
    start = perf_counter()
    form = (await anyio.to_thread.run_sync(lambda: Request(text).inspection)).form
    # One row more than is given shows whether there are more. Not of a graph: a limit would count solutions, not triples.
    asked = with_limit(text, limits.rows + 1) if form == "SELECT" else text
    lines = form != "ASK"
    formats = Formats(_TSV if lines else _JSON, _N_TRIPLES)
    try:
        content, whole = await _read(engine, asked, formats, limits, lines=lines)
    except QuerySyntaxError:
        # Told of the text as it was written, without the limit.
        content, whole = await _read(engine, text, formats, limits, lines=lines)
    seconds = round(perf_counter() - start, 3)
    if form.gives_graph:
        return _graph(form, content, limits, whole=whole, seconds=seconds)
    table = _table(content) if lines else read_table(content)
    found = json_rows(table)
    rows, cut = fit(found, most=limits.rows, size=limits.bytes, advice=_REST)
    if not whole and cut is None:
        cut = too_large(limits.bytes, rows, _REST)
    return Asked(form, table.variables, rows, None, None if cut else len(rows), cut, seconds)


async def _read(engine: Engine, text: str, formats: Formats, limits: Limits, *, lines: bool) -> tuple[bytes, bool]:
    """The result and whether it is whole; of a longer one than ``limits.bytes`` only lines that are whole, if it has ``lines``."""
    held = bytearray()
    try:
        with anyio.fail_after(limits.seconds):
            stream = await engine.stream(Request(text), formats)
            try:
                async for piece in stream:
                    held += piece
                    if lines and len(held) > 2 * limits.bytes:
                        return bytes(held[: held.rfind(b"\n") + 1]), False
            finally:
                await stream.aclose()
    except TimeoutError:
        raise QueryTimeoutError(f"The query was ended: it took more than {limits.seconds:g} seconds. Ask for less, or add patterns that bind more.") from None
    return bytes(held), True


def _table(content: bytes) -> Table:
    """The SPARQL 1.1 TSV document ``content`` as a table: it can be cut behind any line."""
    try:
        found = ox.parse_query_results(content, ox.QueryResultsFormat.TSV)
        if not isinstance(found, ox.QuerySolutions):
            raise EngineFailedError(_NO_TERMS)
        names = tuple(variable.value for variable in found.variables)
        return Table(names, tuple({name: as_cell(solution[name]) for name in names if solution[name] is not None} for solution in found))
    except (SyntaxError, ValueError) as error:
        raise EngineFailedError(_NO_TERMS) from error


def _graph(form: Form, content: bytes, limits: Limits, *, whole: bool, seconds: float) -> Asked:
    triples = [quad.triple for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES)]
    cut = None if whole else too_large(limits.bytes, triples, _LESS)
    if len(triples) > limits.rows:
        triples = triples[: limits.rows]
        cut = Cut(limit="rows", value=limits.rows, advice=_LESS)
    turtle = _turtle(triples)
    while len(turtle.encode()) > limits.bytes:
        triples = triples[: len(triples) * limits.bytes // (len(turtle.encode()) + 1)]
        turtle = _turtle(triples)
        cut = too_large(limits.bytes, triples, _LESS)
    return Asked(form, (), [], turtle, None if cut else len(triples), cut, seconds)


def _turtle(triples: list[ox.Triple]) -> str:
    iris = {term.value for triple in triples for term in (triple.subject, triple.predicate, triple.object) if isinstance(term, ox.NamedNode)}
    return (ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.TURTLE, prefixes=prefixes_for(iris)) or b"").decode()
