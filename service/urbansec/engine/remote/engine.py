"""The engine for data that lie elsewhere: every query goes to one SPARQL 1.1 service, and its answer streams through."""

import asyncio
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import cast

import pyoxigraph as ox

from urbansec.engine.caller import current
from urbansec.engine.cap import Caps, with_limit
from urbansec.engine.evaluate import Ask, Results, Sink, write_result
from urbansec.engine.formats import Format
from urbansec.engine.inspect import Form, tokens
from urbansec.engine.protocol import Answer, Formats, Request, Stream
from urbansec.engine.remote.call import AbandonedError, Call, forget_frames
from urbansec.engine.remote.client import Client
from urbansec.engine.remote.endpoint import Endpoint
from urbansec.engine.remote.handover import Handover
from urbansec.engine.remote.results import accept_for, read_results, row_cap, unreadable
from urbansec.engine.syntax import explain
from urbansec.engine.whole import Whole
from urbansec.engine.workers.schedule import Schedule
from urbansec.errors import UrbansecError
from urbansec.namespaces import BASE

log = logging.getLogger(__name__)
UNKNOWN_VERSION = "remote"
_ABOUT_SECONDS = 5.0
_FRESH_SECONDS = 60.0
_VERSION = f"""
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?version WHERE {{ <{BASE}dataset> owl:versionInfo|dcat:version|dcterms:modified|dcterms:issued ?version }} ORDER BY DESC(?version) LIMIT 1"""
_SAMPLE = "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(isIRI(?s) && isIRI(?o)) } LIMIT 1"


class _RowCapError(Exception):
    """The other service has cut a result after this many rows."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


class RemoteEngine:
    """See :class:`urbansec.engine.protocol.Engine`. In a service call :meth:`open` in its event loop first; commands need not."""

    exact = False
    """The data may change at any time, so that no version names an answer exactly."""

    def __init__(  # noqa: PLR0913 - each is a setting with a name of its own
        self,
        endpoint: Endpoint,
        schedule: Schedule,
        *,
        seconds: float = 20.0,
        retries: int = 2,
        stall_seconds: float = 30.0,
        kept_seconds: int = 60,
        caps: Caps | None = None,
    ) -> None:
        """``schedule`` bounds the queries that run at a time, ``seconds`` what each may take; answers may be kept for ``kept_seconds``."""
        self._client = Client(endpoint, retries=retries)
        self._schedule = schedule
        self._seconds, self._stall_seconds, self._kept_seconds = seconds, stall_seconds, kept_seconds
        self._caps = caps or Caps()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._calls: set[Call] = set()
        self._version, self._union = UNKNOWN_VERSION, True
        self._asked_about = float("-inf")

    async def open(self) -> None:
        """Learn what there is to learn about the data. A service that cannot be reached yet may come up later."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._learn)

    async def reload(self) -> str:
        """Look up the version of the data anew; returns it."""
        await asyncio.to_thread(self._learn)
        return self._version

    async def close(self) -> None:
        """End all queries."""
        for call in list(self._calls):
            call.end()

    @property
    def version(self) -> str:
        """The version or date that the data tell of themselves; :data:`UNKNOWN_VERSION` if they tell none."""
        self._keep_fresh()
        return self._version

    @property
    def state(self) -> str:
        """The version and the time, in steps of the seconds for which answers may be kept."""
        now = time.monotonic()
        return f"{self.version} {now if not self._kept_seconds else int(now // self._kept_seconds)}"

    @property
    def union(self) -> bool:
        """Whether the default graph holds what the named graphs hold, as the saved queries need it."""
        self._keep_fresh()
        return self._union

    def figures(self) -> Mapping[str, float]:
        """How it is doing, as numbers for operations."""
        return {"running": self._schedule.running, "queue": self._schedule.waiting}

    def execute(self, request: Request, result_format: Format) -> Answer:
        """See :meth:`urbansec.engine.protocol.Engine.execute`."""
        formats = Formats(result_format, result_format)
        if self._loop is not None:
            waiting = asyncio.run_coroutine_threadsafe(self._collect(request, formats), self._loop)
            return Answer(waiting.result(), result_format)
        whole = Whole()
        with self._call(self._seconds) as call:
            self._answer(request, formats, whole, call)
        return Answer(whole.content, result_format)

    async def stream(self, request: Request, formats: Formats) -> Stream:
        """See :meth:`urbansec.engine.protocol.Engine.stream`."""
        caller = current.get()
        ticket = await self._schedule.enter(caller.client if caller else "")
        loop = asyncio.get_running_loop()
        call = Call(self._seconds)
        handover = Handover(call, caller, stall_seconds=self._stall_seconds)

        def work() -> None:
            self._calls.add(call)
            try:
                handover.run(lambda: self._answer(request, formats, handover, call))
            except AbandonedError:
                pass  # nobody is there to be told
            finally:
                self._calls.discard(call)
                with suppress(RuntimeError):  # the loop is closed
                    loop.call_soon_threadsafe(self._schedule.leave, ticket)

        # A daemon: a query that nobody waits for must not keep the process from ending.
        threading.Thread(target=work, name="remote query", daemon=True).start()
        try:
            await handover.start()
        except BaseException:
            await handover.aclose()
            raise
        return handover

    async def _collect(self, request: Request, formats: Formats) -> bytes:
        stream = await self.stream(request, formats)
        return stream.content if stream.content is not None else b"".join([piece async for piece in stream])

    def _answer(self, request: Request, formats: Formats, sink: Sink, call: Call) -> None:
        _check_prologue(request)
        caps = self._caps
        try:
            self._write(partial(self._ask, request, call), request, formats, sink, caps)
        except _RowCapError as cut:
            if with_limit(request.text, cut.rows) != request.text:
                # Ask again for as many rows as are given: one less is then a cut that says so.
                rows = max(1, cut.rows - 1)
                caps = Caps(min(caps.rows or rows, rows), caps.bytes)
            self._write(partial(self._ask, request, call, may_be_cut=True), request, formats, sink, caps)

    def _write(self, ask: Ask, request: Request, formats: Formats, sink: Sink, caps: Caps) -> None:
        try:
            write_result(ask, request, formats, sink, caps)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise unreadable(self._client.endpoint, error) from error

    def _ask(self, request: Request, call: Call, text: str, *, may_be_cut: bool = False) -> Results:
        form = request.inspection.form
        graphs = (("default-graph-uri", request.default_graphs), ("named-graph-uri", request.named_graphs))
        response = self._client.ask(text, accept_for(form), call, graphs)
        rows = None if may_be_cut else row_cap(response)
        if rows is not None:
            response.close()
            raise _RowCapError(rows)
        return read_results(response, form, call, self._client.endpoint)

    @contextmanager
    def _call(self, seconds: float) -> Iterator[Call]:
        call = Call(seconds)
        caller = current.get()
        self._calls.add(call)
        try:
            yield call
        except BaseException as error:
            forget_frames(error)
            raise
        finally:
            self._calls.discard(call)
            call.end()
            if caller is not None:
                caller.seconds += call.spent

    def _keep_fresh(self) -> None:
        """Have the version looked up again, some time soon, if it is old."""
        if time.monotonic() - self._asked_about > _FRESH_SECONDS:
            self._asked_about = time.monotonic()
            threading.Thread(target=self._learn, name="remote version", daemon=True).start()

    def _learn(self) -> None:
        self._asked_about = time.monotonic()
        try:
            told = self._ask_about(_VERSION)
            self._version = _text(told[0][0]) if told else UNKNOWN_VERSION
            for s, p, o in self._ask_about(_SAMPLE):
                union = bool(self._ask_about(f"SELECT ?o WHERE {{ {s} {p} ?o FILTER(?o = {o}) }} LIMIT 1"))
                if self._union and not union:
                    log.warning("%s does not merge its graphs: the saved queries and pages will find nothing outside GRAPH.", self._client.endpoint.place)
                self._union = union
        except (UrbansecError, SyntaxError, ValueError) as error:
            log.warning("The engine does not answer yet: %s", error)

    def _ask_about(self, text: str) -> list[ox.QuerySolution]:
        with self._call(min(_ABOUT_SECONDS, self._seconds)) as call:
            return list(cast("ox.QuerySolutions", self._ask(Request(text), call, text)))


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.Literal) else UNKNOWN_VERSION


def _check_prologue(request: Request) -> None:
    """Nothing but BASE and PREFIX stands before the form: some services take orders there, such as to load from the web."""
    found = tokens(request.text)
    for token in found:
        word = token.text.upper() if token.kind == "word" else ""
        if word in Form.__members__:
            return
        kinds = {"BASE": ("iri",), "PREFIX": ("name", "iri")}.get(word)
        if kinds is None or any(next(found, token).kind != kind for kind in kinds):
            _ = request.inspection  # an update is told as such
            raise explain(request.text, f"Unexpected {token.text[:40]!r} before the query.", None, None)
