"""An engine that is watched: how long each query takes and how it ends goes to the metrics, slow ones to the log."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import perf_counter

from urbansec.api.errors import problem_name
from urbansec.api.metrics import Metrics
from urbansec.api.tracing import Tracing
from urbansec.engine import Answer, Engine, Format, Request
from urbansec.engine.caller import current
from urbansec.engine.layer import EngineLayer
from urbansec.engine.protocol import Formats, Head, Stream
from urbansec.errors import UrbansecError

log = logging.getLogger(__name__)
SHOWN_CHARACTERS = 2000
_GONE = "client-gone"


class ObservedEngine(EngineLayer):
    """``engine``, with each query counted in ``metrics`` and logged if it works for ``slow_seconds`` or longer (0: never).

    ``endpoint`` names an engine that is not that of this service; its queries are counted apart.
    """

    def __init__(self, engine: Engine, metrics: Metrics, *, slow_seconds: float = 0.0, tracing: Tracing | None = None, endpoint: str = "") -> None:
        super().__init__(engine)
        self._watch = _Watch(metrics, slow_seconds, tracing, endpoint)

    def beside(self, engine: Engine, endpoint: str) -> "ObservedEngine":
        """``engine`` watched in the same way, as the one called ``endpoint``."""
        return ObservedEngine(engine, self._watch.metrics, slow_seconds=self._watch.slow_seconds, tracing=self._watch.tracing, endpoint=endpoint)

    def execute(self, request: Request, result_format: Format) -> Answer:
        """See :meth:`urbansec.engine.protocol.Engine.execute`."""
        work = _Work(request, self._watch)
        try:
            answer = self._inner.execute(request, result_format)
        except BaseException as error:
            work.end(_outcome(error))
            raise
        work.end("done")
        return answer

    async def stream(self, request: Request, formats: Formats) -> Stream:
        """See :meth:`urbansec.engine.protocol.Engine.stream`."""
        work = _Work(request, self._watch)
        try:
            stream = await self._inner.stream(request, formats)
        except BaseException as error:
            work.end(_outcome(error))
            raise
        work.head(stream.head)
        if stream.content is None:
            return _ObservedStream(stream, work)
        work.end("done")
        return stream


@dataclass(frozen=True)
class _Watch:
    """How an engine is watched."""

    metrics: Metrics
    slow_seconds: float
    tracing: Tracing | None
    endpoint: str


class _ObservedStream:
    """A stream whose end is told to ``work``."""

    def __init__(self, stream: Stream, work: "_Work") -> None:
        self._stream = stream
        self._work = work

    @property
    def head(self) -> Head:
        return self._stream.head

    @property
    def content(self) -> bytes | None:
        return self._stream.content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._stream:
                yield piece
        except BaseException as error:
            self._work.end(_outcome(error))
            raise
        self._work.end("done")

    async def aclose(self) -> None:
        await self._stream.aclose()
        self._work.end(_GONE)  # unless it had come to its end


class _Work:
    """One query, from its start to the first of its ends."""

    def __init__(self, request: Request, watch: _Watch) -> None:
        self._request = request
        self._watch = watch
        self._span = watch.tracing.query() if watch.tracing is not None else None
        self._caller = current.get()
        self._before = self._caller.seconds if self._caller is not None else 0.0
        self._start = perf_counter()
        self._cut = False
        self._form = ""
        self._ended = False

    def head(self, head: Head) -> None:
        self._cut = head.cut is not None
        self._form = str(head.form or "")

    def end(self, outcome: str) -> None:
        if self._ended:
            return
        self._ended = True
        elapsed = perf_counter() - self._start
        # What the engine charged; an engine that charges nothing is taken to have worked all the time.
        seconds = (self._caller.seconds - self._before if self._caller is not None else 0.0) or elapsed
        outcome = "cut" if self._cut and outcome == "done" else outcome
        form = self._form or self._inspected()
        self._watch.metrics.query(form, outcome, seconds, self._watch.endpoint)
        if self._span is not None:
            attributes: dict[str, str | int | float] = {"urbansec.form": form, "urbansec.outcome": outcome, "urbansec.engine_seconds": seconds}
            if self._watch.endpoint:
                attributes["urbansec.endpoint"] = self._watch.endpoint
            self._span.end(attributes, failed=outcome not in ("done", "cut"))
        if self._watch.slow_seconds and seconds >= self._watch.slow_seconds:
            fields = {
                "query": _shortened(self._request.text),
                "form": form,
                "client": self._caller.client if self._caller is not None else "",
                "seconds": round(seconds, 3),
                "elapsed": round(elapsed, 3),
                "outcome": outcome,
            }
            if self._watch.endpoint:
                fields["endpoint"] = self._watch.endpoint
            log.warning("slow query", extra=fields)

    def _inspected(self) -> str:
        """The form, if somebody has inspected the query already; finding out takes time that this is not worth."""
        inspection = self._request.__dict__.get("inspection")
        return str(inspection.form) if inspection is not None else "unknown"


def _outcome(error: BaseException) -> str:
    if isinstance(error, UrbansecError):
        return problem_name(type(error))
    return "failed" if isinstance(error, Exception) else _GONE


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}… ({len(text)} characters)"
