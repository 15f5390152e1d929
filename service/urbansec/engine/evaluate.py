"""Evaluate one query on a store and write the result, in whatever process this runs."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import IO, Protocol, cast

import pyoxigraph as ox

from urbansec.dataset import Snapshot
from urbansec.engine.cap import Caps, count_rows, say_cut, with_limit
from urbansec.engine.comma import may_hold_commas, write_csv
from urbansec.engine.formats import Format
from urbansec.engine.inspect import Inspection, position
from urbansec.engine.protocol import Cut, Formats, Head, Request
from urbansec.engine.syntax import explain
from urbansec.errors import EngineFailedError, FormatError, QueryRefusedError, QuerySyntaxError
from urbansec.namespaces import BASE, prefixes_for

# A graph is written sorted, so that the same graph is the same bytes every time; a larger one as the engine gives it.
SORTED_TRIPLES = 50_000
Results = ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]
Ask = Callable[[str], Results]
"""Runs the text of a query on the data that a request is about."""
_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Sink(Protocol):
    """Where a result goes: first its head, once, then its bytes."""

    def begin(self, head: Head) -> None:
        """What is known before the first byte."""

    def write(self, data: bytes) -> int:
        """The next bytes; returns how many were taken, which is all of them."""


def evaluate(snapshot: Snapshot, request: Request, formats: Formats, sink: Sink, caps: Caps) -> None:
    """Answer ``request`` into ``sink``; returns when all of it is written.

    Raises errors of :mod:`urbansec.errors`, and what ``sink.write`` raises unless it is an ``OSError``.
    """
    try:
        write_result(partial(_query, snapshot, request), request, formats, sink, caps, commas=snapshot.commas)
    except SyntaxError as error:
        raise _syntax_error(error, request.text) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineFailedError(str(error)) from error


def write_result(ask: Ask, request: Request, formats: Formats, sink: Sink, caps: Caps, *, commas: bool = True) -> None:  # noqa: PLR0913 - what a result hangs on
    """Write into ``sink`` what ``ask`` answers to ``request``, within ``caps``; wherever the data lie.

    ``commas`` tells whether the data may have IRIs with a comma, see :mod:`urbansec.engine.comma`. Raises errors of
    :mod:`urbansec.errors`, and whatever ``ask`` and ``sink.write`` raise.
    """
    inspection = request.inspection
    if inspection.services:
        line, column = position(request.text, inspection.services[0].start)
        raise QueryRefusedError("SERVICE is switched off: this service never sends queries to other servers.", line=line, column=column)
    chosen = formats.of(inspection.form)
    if inspection.form.gives_graph:
        _write_graph(ask, request, chosen, sink, caps)
    else:
        _write_table(ask, request, chosen, sink, caps, commas=commas)


def _write_table(ask: Ask, request: Request, chosen: Format, sink: Sink, caps: Caps, *, commas: bool) -> None:  # noqa: PLR0913 - the same
    inspection = request.inspection
    if not isinstance(chosen.writer, ox.QueryResultsFormat):
        raise FormatError(f"A {inspection.form} query gives a table or a truth value, which {chosen.media_type} cannot hold.")
    write = write_csv if chosen.writer == ox.QueryResultsFormat.CSV and may_hold_commas(request.text, commas) else _writer(chosen.writer)
    if inspection.form == "ASK" or not caps:
        results = _table(ask, request, request.text)
        sink.begin(_head(inspection, chosen))
        write(results, cast("IO[bytes]", sink))
        return
    # One row more than the cap allows: then it is known before the first byte whether the result is whole.
    limited = with_limit(request.text, caps.rows + 1) if caps.rows else request.text
    held = _Held(caps.bytes)
    try:
        write(_table(ask, request, limited), cast("IO[bytes]", held))
    except _FullError:
        rows = count_rows(bytes(held.data), chosen, whole=False)
        cut = Cut(min(rows, caps.rows or rows), "bytes", caps.bytes)
    else:
        rows = count_rows(bytes(held.data), chosen) if caps.rows and len(held.data) > caps.rows else 0
        if rows <= caps.rows or not caps.rows:
            sink.begin(_head(inspection, chosen))
            sink.write(bytes(held.data))
            return
        cut = Cut(caps.rows, "rows", caps.rows)
    shortened = _Held(0)
    write(_table(ask, request, with_limit(request.text, cut.rows)), cast("IO[bytes]", shortened))
    sink.begin(_head(inspection, chosen, cut))
    sink.write(say_cut(bytes(shortened.data), chosen, cut))


def _writer(chosen: ox.QueryResultsFormat) -> Callable[[ox.QuerySolutions | ox.QueryBoolean, IO[bytes]], None]:
    """The engine's own, which writes hundreds of thousands of rows a second."""

    def write(results: ox.QuerySolutions | ox.QueryBoolean, output: IO[bytes]) -> None:
        results.serialize(output=output, format=chosen)

    return write


def _write_graph(ask: Ask, request: Request, chosen: Format, sink: Sink, caps: Caps) -> None:
    inspection = request.inspection
    if not isinstance(chosen.writer, ox.RdfFormat):
        raise FormatError(f"A query that builds a graph cannot be written as {chosen.media_type}.")
    triples = ask(request.text)
    if isinstance(triples, ox.QuerySolutions | ox.QueryBoolean):
        raise FormatError(f"A {inspection.form} query gives no graph.")
    # A graph is a set, though a pattern may repeat a triple.
    few: set[ox.Triple] = set()
    whole = False
    while len(few) < SORTED_TRIPLES:
        triple = next(triples, None)
        if triple is None:
            whole = True
            break
        few.add(triple)
    if caps:
        _write_capped_graph(_distinct(few, triples), inspection, chosen, sink, caps)
        return
    sink.begin(_head(inspection, chosen))
    if whole:
        sink.write(_sorted_graph(few, inspection, chosen))
    else:
        output = cast("IO[bytes]", sink)
        ox.serialize(chain(few, triples), output=output, format=chosen.writer, prefixes=_own_prefixes(inspection))


def _write_capped_graph(triples: Iterable[ox.Triple], inspection: Inspection, chosen: Format, sink: Sink, caps: Caps) -> None:
    rows = caps.rows or caps.bytes  # a triple is never shorter than a byte
    found = list(islice(triples, rows + 1))
    cut = Cut(rows, "rows", caps.rows) if len(found) > rows else None
    content = _sorted_graph(found[:rows], inspection, chosen)
    while caps.bytes and len(content) > caps.bytes:
        cut = Cut(len(found[: cut.rows if cut else None]) * caps.bytes // (len(content) + 1), "bytes", caps.bytes)
        content = _sorted_graph(found[: cut.rows], inspection, chosen)
    sink.begin(_head(inspection, chosen, cut))
    sink.write(say_cut(content, chosen, cut) if cut else content)


def _distinct(seen: set[ox.Triple], rest: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
    yield from sorted(seen, key=str)
    for triple in rest:
        if triple not in seen:
            seen.add(triple)
            yield triple


def _sorted_graph(triples: Iterable[ox.Triple], inspection: Inspection, chosen: Format) -> bytes:
    ordered = sorted(triples, key=str)
    iris = {t.value for triple in ordered for t in (triple.subject, triple.predicate, triple.object) if isinstance(t, ox.NamedNode)}
    used = {name: namespace for name, namespace in _own_prefixes(inspection).items() if any(iri.startswith(namespace) for iri in iris)}
    writer = cast("ox.RdfFormat", chosen.writer)
    return ox.serialize(ordered, format=writer, prefixes={**prefixes_for(iris), **used}) or b""


def _own_prefixes(inspection: Inspection) -> dict[str, str]:
    return {name: namespace for name, namespace in inspection.prefixes.items() if namespace}


def _head(inspection: Inspection, chosen: Format, cut: Cut | None = None) -> Head:
    return Head(chosen, cut, volatile=inspection.volatile, form=inspection.form)


def _table(ask: Ask, request: Request, text: str) -> ox.QuerySolutions | ox.QueryBoolean:
    results = ask(text)
    if isinstance(results, ox.QuerySolutions | ox.QueryBoolean):
        return results
    raise FormatError(f"A {request.inspection.form} query gives no table.")


def _query(snapshot: Snapshot, request: Request, text: str) -> ox.QueryTriples | ox.QuerySolutions | ox.QueryBoolean:
    store, inspection = snapshot.store, request.inspection
    explicit = bool(request.default_graphs or request.named_graphs)
    default = request.default_graphs if explicit else inspection.default_graphs
    named = request.named_graphs if explicit else inspection.named_graphs
    if len(default) > 1:
        # Several default graphs are merged, and a merge holds a triple once; the engine would repeat it.
        store = _dataset(store, default, named)
        return store.query(text, base_iri=BASE, default_graph=ox.DefaultGraph(), named_graphs=[ox.NamedNode(iri) for iri in named])
    return store.query(
        text,
        base_iri=BASE,  # for relative IRIs, the same whatever host answers
        # With a dataset named in the query or the request, the union would override it.
        use_default_graph_as_union=snapshot.union and not snapshot.merged and not explicit and not inspection.names_dataset,
        default_graph=[ox.NamedNode(iri) for iri in default] if explicit else None,
        named_graphs=[ox.NamedNode(iri) for iri in named] if explicit else None,
    )


def _dataset(store: ox.Store, default: tuple[str, ...], named: tuple[str, ...]) -> ox.Store:
    """The dataset whose default graph is the merge of the graphs ``default``, beside the graphs ``named``."""
    dataset = ox.Store()
    for iri in dict.fromkeys(default):
        dataset.extend([ox.Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, ox.NamedNode(iri))])
    for iri in dict.fromkeys(named):
        dataset.extend(list(store.quads_for_pattern(None, None, None, ox.NamedNode(iri))))
    return dataset


def _syntax_error(error: SyntaxError, text: str) -> QuerySyntaxError:
    match = _SYNTAX_ERROR.match(str(error))
    line, column = (int(match[1]), int(match[2])) if match else (None, None)
    return explain(text, match[3] if match else str(error), line, column)


class _FullError(Exception):
    """More bytes than may be held."""


class _Held:
    """Bytes in memory, at most ``limit`` of them (0: any number)."""

    def __init__(self, limit: int) -> None:
        self.data = bytearray()
        self._limit = limit

    def write(self, data: bytes) -> int:
        self.data += data
        if self._limit and len(self.data) > self._limit:
            del self.data[self._limit :]
            raise _FullError
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""
