"""Ready answers in front of everything, and validators on every answer. Raw ASGI, and lean: most requests end here.

An answer is a pure function of the version of the data, the day (queries may mean today), the method, the
address, the body and what was negotiated. All of that is the key, so an answer kept is never stale: a hit is as good as
a fresh answer, carries no ``Age``, and is also what ``Cache-Control: no-cache`` in a request gets. ``no-store`` in a
request goes around the cache, in an answer it keeps it out.

Of several equal requests at the same time only the first is answered by the layers below; the others get a copy. They
depend on it for nothing else: if it fails, may not be kept, is too large or its client reads too slowly, they go on
by themselves. And as the first may wait for its turn behind other queries of its client, which are not theirs, one of
the other clients goes on every few seconds; whoever is done first answers all.
"""

import hashlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from urbansec import __version__
from urbansec.api.answering import Answering, Asked, EnoughError, Keeping, send_entry, send_unchanged
from urbansec.api.answers import Answers, Flight, Key, days
from urbansec.api.conditions import named
from urbansec.api.encodings import choose_coding
from urbansec.engine import Engine
from urbansec.engine.caller import current
from urbansec.engine.protocol import state_of
from urbansec.pages.language import negotiated
from urbansec.settings import Settings

_READ = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"accept-language",
        b"cookie",
        b"host",
        b"if-none-match",
        b"cache-control",
        b"range",
        b"content-type",
        b"content-encoding",
    }
)
_VARY = (b"vary", b"Accept, Accept-Encoding")
# What the service tells of itself at this moment is no function of the data.
_NEVER = ("/health/", "/metrics")
_QUERIED = "/sparql"


class Cache:
    """The layer. ``answers`` is where it keeps them."""

    def __init__(self, app: ASGIApp, engine: Engine, answers: Answers, settings: Settings) -> None:
        self._app = app
        self._engine = engine
        self._answers = answers
        self._body_limit = settings.max_query_bytes
        control = (b"cache-control", b"public, max-age=%d, must-revalidate" % settings.cache_seconds)
        self._keeping = Keeping(answers, control, (__version__, settings.max_rows, settings.max_result_bytes, settings.default_graph))
        self._flights: dict[tuple[str, Key], Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, method = local_path(scope), scope["method"]
        if path.startswith(_NEVER):
            await self._app(scope, receive, send)
            return
        digest = None
        if method == "POST" and path.startswith(_QUERIED):
            read = await _read(scope, receive, self._body_limit)
            if read is None:
                return
            body, receive = read
            digest = hashlib.sha256(body).digest() if body is not None else None
        asked, shared = self._asked(scope, digest)
        if not shared or (digest is None and method not in {"GET", "HEAD"}):
            await self._pass(asked, scope, receive, send, None)
            return
        entry = self._answers.get(asked.version, asked.key)
        if entry is not None:
            scope["urbansec.cache"] = "hit"
            await send_entry(entry, asked, send)
            return
        scope["urbansec.cache"] = "miss"
        await self._miss(asked, scope, receive, send)

    def _asked(self, scope: Scope, digest: bytes | None) -> tuple[Asked, bool]:
        """The request, and whether others may share its answer."""
        found: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _READ:
                found[name] = found[name] + b", " + value if name in found else value
        get = found.get
        key = (
            *days(),
            digest,
            get(b"content-type") if digest else None,
            scope.get("raw_path") or scope["path"],
            scope["query_string"],
            scope.get("root_path", ""),
            scope.get("scheme", ""),
            get(b"host"),
            get(b"accept"),
            choose_coding(get(b"accept-encoding")),
            # Not the headers themselves: there are three languages, and as many headers as browsers.
            negotiated(get(b"accept-language", b"").decode("latin-1"), get(b"cookie", b"").decode("latin-1")) if digest is None else None,
        )
        shared = b"range" not in found and b"content-encoding" not in found and b"no-store" not in get(b"cache-control", b"").lower()
        return Asked(state_of(self._engine), key, scope["method"], get(b"if-none-match")), shared

    async def _miss(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        if asked.conditions is not None and asked.method != "POST" and named(asked.conditions, tag := self._keeping.tag(asked)):
            # Only an answer to this very request ever had this tag.
            await send_unchanged([(b"etag", tag), _VARY, self._keeping.control], send)
            return
        if not self._answers.largest:
            await self._pass(asked, scope, receive, send, None)
            return
        name = (asked.version, asked.key)
        caller = current.get()
        client = caller.client if caller is not None else ""
        ahead = self._flights.get(name)
        if ahead is not None:
            entry = await ahead.wait(client)
            if entry is None:
                await self._pass(asked, scope, receive, send, Flight(client) if ahead.landed else ahead)
            else:
                scope["urbansec.cache"] = "shared"
                await send_entry(entry, asked, send)
            return
        flight = self._flights[name] = Flight(client)
        try:
            await self._pass(asked, scope, receive, send, flight)
        finally:
            flight.land()
            del self._flights[name]

    async def _pass(self, asked: Asked, scope: Scope, receive: Receive, send: Send, flight: Flight | None) -> None:
        """Let the layers below answer. A HEAD is asked as a GET: its headers are the same, and the answer can be kept."""
        if asked.method == "HEAD":
            scope = {**scope, "method": "GET"}
        try:
            await self._app(scope, receive, Answering(self._keeping, asked, send, flight))
        except EnoughError:
            return


def local_path(scope: Scope) -> str:
    """The path without the prefix under which the service is mounted."""
    path, root = str(scope["path"]), scope.get("root_path")
    return path.removeprefix(root) if root else path


async def _read(scope: Scope, receive: Receive, limit: int) -> tuple[bytes | None, Receive] | None:
    """The body (``None`` if it is longer than ``limit``) and where the layers below can read it again.

    ``None`` if the client has gone.
    """
    told = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if told.isdigit() and int(told) > limit:
        return None, receive
    taken = bytearray()
    more = True
    while more and len(taken) <= limit:
        message = await receive()
        if message["type"] != "http.request":
            return None
        taken += message.get("body", b"")
        more = message.get("more_body", False)
    body = bytes(taken)
    again: list[Message] = [{"type": "http.request", "body": body, "more_body": more}]

    async def replay() -> Message:
        return again.pop() if again else await receive()

    return (None if more else body), replay
