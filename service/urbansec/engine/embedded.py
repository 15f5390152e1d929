"""pyoxigraph in this process, with a deadline.

pyoxigraph releases the interpreter lock while it works but cannot cancel: a query that passes its deadline is
answered at once as timed out, while its thread goes on and keeps its place among the ``workers``. When all places
are taken, further queries are told that the service is busy.
"""

import re
import threading
from concurrent.futures import Future

import pyoxigraph as ox

from urbansec.dataset import Snapshot
from urbansec.engine.formats import Format
from urbansec.engine.inspect import position
from urbansec.engine.protocol import Answer, Request
from urbansec.engine.syntax import explain
from urbansec.errors import (
    EngineBusyError,
    EngineFailedError,
    FormatError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
)
from urbansec.namespaces import prefixes_for

# The engine recurses deeply over long queries; this is address space, not memory, until it is used.
_STACK_BYTES = 256 * 1024 * 1024
_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class EmbeddedEngine:
    """The default engine: one immutable snapshot in memory."""

    def __init__(self, snapshot: Snapshot, *, seconds: float = 20.0, workers: int = 4) -> None:
        """``seconds`` is the deadline of a query, ``workers`` the number of queries that run at a time."""
        self._snapshot = snapshot
        self._union = snapshot.union and not snapshot.merged
        self._seconds = seconds
        self._workers = workers
        self._places = threading.BoundedSemaphore(workers)

    @property
    def version(self) -> str:
        """The version of the snapshot."""
        return self._snapshot.version

    @property
    def union(self) -> bool:
        """Whether the default graph is the union of all graphs."""
        return self._snapshot.union

    def execute(self, request: Request, result_format: Format) -> Answer:
        """See :meth:`urbansec.engine.protocol.Engine.execute`."""
        if request.inspection.services:
            line, column = position(request.text, request.inspection.services[0].start)
            raise QueryRefusedError("SERVICE is switched off: this service never sends queries to other servers.", line=line, column=column)
        if not self._places.acquire(timeout=self._seconds):
            raise EngineBusyError(f"All {self._workers} workers were busy for {self._seconds:g} seconds. Try again later.")
        future: Future[Answer] = Future()
        threading.stack_size(_STACK_BYTES)
        # A daemon thread: a query that nobody waits for any more must not keep the process from ending.
        threading.Thread(target=self._work, args=(request, result_format, future), name="query", daemon=True).start()
        try:
            return future.result(timeout=self._seconds)
        except TimeoutError:
            raise QueryTimeoutError(
                f"It was stopped after {self._seconds:g} seconds. Ask for less: add LIMIT, or join fewer patterns.",
                limit_seconds=self._seconds,
            ) from None

    def _work(self, request: Request, result_format: Format, future: "Future[Answer]") -> None:
        try:
            future.set_result(Answer(self._evaluate(request, result_format), result_format))
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the thread that waits
            future.set_exception(error)
        finally:
            self._places.release()

    def _evaluate(self, request: Request, result_format: Format) -> bytes:
        try:
            return self._run(request, result_format)
        except SyntaxError as error:
            raise _syntax_error(error, request.text) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise EngineFailedError(str(error)) from error

    def _run(self, request: Request, result_format: Format) -> bytes:
        results = self._query(request)
        if isinstance(results, ox.QueryTriples):
            return _write_graph(results, result_format, request.inspection.prefixes)
        if not isinstance(result_format.writer, ox.QueryResultsFormat):
            raise FormatError(f"A {request.inspection.form} query gives a table or a truth value, which {result_format.media_type} cannot hold.")
        return results.serialize(format=result_format.writer) or b""

    def _query(self, request: Request) -> ox.QueryTriples | ox.QuerySolutions | ox.QueryBoolean:
        store, explicit = self._snapshot.store, bool(request.default_graphs or request.named_graphs)
        default = request.default_graphs if explicit else request.inspection.default_graphs
        named = request.named_graphs if explicit else request.inspection.named_graphs
        if len(default) > 1:
            # Several default graphs are merged, and a merge holds a triple once; the engine would repeat it.
            store = _dataset(store, default, named)
            return store.query(request.text, default_graph=ox.DefaultGraph(), named_graphs=[ox.NamedNode(iri) for iri in named])
        return store.query(
            request.text,
            # With a dataset named in the query or the request, the union would override it.
            use_default_graph_as_union=self._union and not explicit and not request.inspection.names_dataset,
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


def _write_graph(triples: ox.QueryTriples, result_format: Format, prefixes: dict[str, str]) -> bytes:
    if not isinstance(result_format.writer, ox.RdfFormat):
        raise FormatError(f"A query that builds a graph cannot be written as {result_format.media_type}.")
    # A graph is a set, though a pattern may repeat a triple; sorted, so that the same graph is the same bytes every time.
    distinct = sorted(set(triples), key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    iris = {t.value for triple in distinct for t in (triple.subject, triple.predicate, triple.object) if isinstance(t, ox.NamedNode)}
    used = {name: namespace for name, namespace in prefixes.items() if namespace and any(iri.startswith(namespace) for iri in iris)}
    known = {**prefixes_for(iris), **used}
    content: bytes | None = ox.serialize(distinct, format=result_format.writer, prefixes=known)
    return content or b""


def _syntax_error(error: SyntaxError, text: str) -> QuerySyntaxError:
    match = _SYNTAX_ERROR.match(str(error))
    line, column = (int(match[1]), int(match[2])) if match else (None, None)
    return explain(text, match[3] if match else str(error), line, column)
