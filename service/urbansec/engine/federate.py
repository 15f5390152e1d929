"""SERVICE for endpoints on a list: asked through the remote path, their rows put into the query.

The engine below never sees SERVICE and never opens a connection.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import cast

import pyoxigraph as ox

from urbansec.engine.caller import Caller, current
from urbansec.engine.cap import with_limit
from urbansec.engine.formats import Format
from urbansec.engine.inspect import Form
from urbansec.engine.layer import EngineLayer
from urbansec.engine.protocol import Answer, Engine, Formats, Head, Request, Stream
from urbansec.engine.remote.call import Call, forget_frames
from urbansec.engine.remote.client import Client
from urbansec.engine.remote.endpoint import Endpoint
from urbansec.engine.remote.results import accept_for, read_results, row_cap
from urbansec.engine.services import EMPTY_SOLUTION, Clause, find_clauses, refused_at, replace_clauses, values_block
from urbansec.errors import EngineBusyError, QueryRefusedError, QuerySyntaxError, QueryTimeoutError, RemoteEngineError

SETTING = "URBANSEC_SERVICE_ALLOW"
MAX_ROWS = 10_000
MAX_BYTES = 1_048_576
_AT_A_TIME = 8
_GRACE = 0.5


class FederatedEngine(EngineLayer):
    """See :class:`urbansec.engine.protocol.Engine`: the engine ``inner``, which answers SERVICE for the addresses ``allow``."""

    def __init__(self, inner: Engine, allow: Sequence[str], *, seconds: float = 20.0, retries: int = 2) -> None:
        """``seconds`` is what all SERVICE clauses of a query may take together."""
        super().__init__(inner)
        self._clients = {address: Client(Endpoint(address, setting=SETTING), retries=retries) for address in allow}
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="service")

    def figures(self) -> Mapping[str, float]:
        """The figures of the engine below."""
        figures = getattr(self._inner, "figures", dict)
        return cast("Mapping[str, float]", figures())

    def execute(self, request: Request, result_format: Format) -> Answer:
        """See :meth:`urbansec.engine.protocol.Engine.execute`."""
        if _may_hold_service(request):
            call = Call(self._seconds)
            try:
                request = self._rewrite(request, call)
            finally:
                _charge(current.get(), call)
        return self._inner.execute(request, result_format)

    async def stream(self, request: Request, formats: Formats) -> Stream:
        """See :meth:`urbansec.engine.protocol.Engine.stream`."""
        if not _may_hold_service(request):
            return await self._inner.stream(request, formats)
        call, caller = Call(self._seconds), current.get()
        try:
            async with asyncio.timeout(self._seconds + _GRACE):
                rewritten = await asyncio.get_running_loop().run_in_executor(self._threads, self._rewrite, request, call)
        except TimeoutError:
            raise QueryTimeoutError(f"The endpoints that SERVICE asks did not answer within {self._seconds:g} seconds.") from None
        finally:
            call.end()
            _charge(caller, call)
        stream = await self._inner.stream(rewritten, formats)
        return stream if rewritten is request else _Volatile(stream)

    def _rewrite(self, request: Request, call: Call) -> Request:
        """The same query with rows in place of its SERVICE clauses."""
        clauses = find_clauses(request)
        if not clauses:
            return request
        for clause in clauses:
            if clause.target not in self._clients:
                raise refused_at(
                    request.text,
                    clause,
                    f"SERVICE <{clause.target}> is not sent on: this service asks only the endpoints in {SETTING}: {', '.join(self._clients)}.",
                )
        blocks: dict[str, str] = {}
        for clause in clauses:
            key = f"{clause.target} {clause.silent} {clause.query}"
            if key not in blocks:
                blocks[key] = self._block(request.text, clause, call)
        text = replace_clauses(request.text, ((c, blocks[f"{c.target} {c.silent} {c.query}"]) for c in clauses))
        rewritten = replace(request, text=text)
        if rewritten.inspection.services:
            raise refused_at(request.text, clauses[0], "SERVICE cannot be told apart from what is around it here.")
        return rewritten

    def _block(self, text: str, clause: Clause, call: Call) -> str:
        """What stands in place of ``clause``."""
        try:
            variables, rows = self._ask(clause, call)
        except (QueryTimeoutError, EngineBusyError, RemoteEngineError, QuerySyntaxError, QueryRefusedError) as error:
            forget_frames(error)
            if clause.silent:
                return EMPTY_SOLUTION
            told = f"SERVICE <{clause.target}>: {error.detail}"
            if isinstance(error, QuerySyntaxError | QueryRefusedError):
                raise refused_at(text, clause, told) from error
            raise type(error)(told, **error.members) from error
        except BaseException as error:
            forget_frames(error)
            raise
        if len(rows) > MAX_ROWS:
            raise refused_at(
                text, clause, f"SERVICE <{clause.target}> gives more than {MAX_ROWS:,} rows. Narrow its group, or put a SELECT with LIMIT into it."
            )
        try:
            block = values_block(variables, rows)
        except ValueError as error:
            raise refused_at(text, clause, f"SERVICE <{clause.target}> gave {error}.") from error
        if len(block) > MAX_BYTES:
            raise refused_at(text, clause, f"SERVICE <{clause.target}> gives more than {MAX_BYTES:,} bytes. Narrow its group, or select fewer variables.")
        return block

    def _ask(self, clause: Clause, call: Call) -> tuple[list[str], list[list[object]]]:
        client = self._clients[clause.target]
        response = client.ask(with_limit(clause.query, MAX_ROWS + 1), accept_for(Form.SELECT), call)
        with response:
            cap = row_cap(response)
            table = read_results(response, Form.SELECT, call, client.endpoint)
            if not isinstance(table, ox.QuerySolutions):
                raise RemoteEngineError("It answered SELECT with a truth value.")
            try:
                # A name that the group does not hold would mean something else in the query.
                variables = [v.value for v in table.variables if v.value in clause.variables]
                rows: list[list[object]] = [[row[name] for name in variables] for row in table]
            except (SyntaxError, ValueError) as error:
                raise RemoteEngineError(f"Its answer cannot be read, or is not whole: {str(error)[:300]}") from error
        if cap is not None and len(rows) >= cap:
            raise RemoteEngineError(f"It cut its answer after {cap:,} rows. Narrow the group.")
        return variables, rows


def _may_hold_service(request: Request) -> bool:
    return "SERVICE" in request.text.upper()


def _charge(caller: Caller | None, call: Call) -> None:
    if caller is not None:
        caller.seconds += call.spent


class _Volatile:
    """A stream whose answer nobody may keep: what other endpoints say may change at any time."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    @property
    def head(self) -> Head:
        return replace(self._stream.head, volatile=True)

    @property
    def content(self) -> bytes | None:
        return self._stream.content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
