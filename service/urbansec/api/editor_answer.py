"""Ask a query for a page: no more of the answer than a page can show, with all that is known of it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

import pyoxigraph as ox

from urbansec.engine import GRAPH_FORMATS, Engine, Form, Formats
from urbansec.engine import Request as Query
from urbansec.engine.cap import with_limit
from urbansec.errors import QuerySyntaxError
from urbansec.namespaces import prefixes_for
from urbansec.queries import Table, read_table
from urbansec.queries.table import JSON, table_of_triples

ROWS = 1_000
"""The most rows or triples that a page shows."""
BYTES = 8 * 1024 * 1024
"""The most that is read of an answer; more than this is no page."""
_N_TRIPLES = next(offer for offer in GRAPH_FORMATS if offer.name == "ntriples")


@dataclass(frozen=True)
class Shown:
    """What a page shows of an answer.

    ``more`` says that these are only its first rows, ``large`` that it is too large for any to be shown. ``turtle`` is the text of a
    graph, ``seconds`` how long it took.
    """

    form: Form
    table: Table
    seconds: float
    more: bool = False
    large: bool = False
    turtle: str = ""
    volatile: bool = False

    @property
    def truth(self) -> bool | None:
        """What an ASK query answered; ``None`` for any other."""
        return self.table.rows[0]["answer"]["value"] == "true" if self.form is Form.ASK and self.table.rows else None


async def ask(engine: Engine, text: str) -> Shown:
    """The answer of ``engine`` to ``text``, as far as a page shows it. Raises errors of :mod:`urbansec.errors`.

    A caller that is cancelled cancels the query.
    """
    query = Query(text)
    inspection = await asyncio.to_thread(lambda: query.inspection)
    start = perf_counter()
    if inspection.form.gives_graph:
        content, whole = await _collect(engine, query, BYTES, lines=ROWS)
        triples = await asyncio.to_thread(_triples, content)
        more = not whole or len(triples) > ROWS
        kept = triples[:ROWS]
        turtle = await asyncio.to_thread(_turtle, kept)
        return Shown(inspection.form, table_of_triples(kept), perf_counter() - start, more=more, turtle=turtle, volatile=inspection.volatile)
    limited = text if inspection.form is Form.ASK else await asyncio.to_thread(with_limit, text, ROWS + 1)
    try:
        content, whole = await _collect(engine, Query(limited), BYTES)
    except QuerySyntaxError:
        # Its place is that in the text that somebody wrote; so that is asked.
        content, whole = await _collect(engine, query, BYTES)
    seconds = perf_counter() - start
    if not whole:
        return Shown(inspection.form, Table((), ()), seconds, more=True, large=True, volatile=inspection.volatile)
    table = await asyncio.to_thread(read_table, content)
    shown = Table(table.variables, table.rows[:ROWS])
    return Shown(inspection.form, shown, seconds, more=len(table.rows) > ROWS, volatile=inspection.volatile)


async def _collect(engine: Engine, query: Query, limit: int, *, lines: int = 0) -> tuple[bytes, bool]:
    """The result, and whether that is all: it ends behind ``limit`` bytes, and behind ``lines`` lines if these are given."""
    stream = await engine.stream(query, Formats(JSON, _N_TRIPLES))
    try:
        cut = stream.head.cut is not None
        pieces: list[bytes] = []
        size = count = 0
        if stream.content is not None:
            pieces, size = [stream.content], len(stream.content)
        else:
            async for piece in stream:
                pieces.append(piece)
                size += len(piece)
                count += piece.count(b"\n") if lines else 0
                if size > limit or (lines and count > lines):
                    cut = True
                    break
    finally:
        await stream.aclose()
    return b"".join(pieces), not cut and size <= limit


def _triples(content: bytes) -> list[ox.Triple]:
    """The triples in N-Triples that may end in the middle of a line."""
    whole = content[: content.rfind(b"\n") + 1]
    lines = whole.split(b"\n", ROWS + 1)[: ROWS + 1]
    return [quad.triple for quad in ox.parse(b"\n".join(lines), ox.RdfFormat.N_TRIPLES)]


def _turtle(triples: Iterable[ox.Triple]) -> str:
    found = list(triples)
    names = (term.value for triple in found for term in (triple.subject, triple.predicate, triple.object) if isinstance(term, ox.NamedNode))
    return (ox.serialize(found, format=ox.RdfFormat.TURTLE, prefixes=prefixes_for(names)) or b"").decode()
