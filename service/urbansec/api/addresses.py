"""Addresses that are too long are refused, whatever they lead to."""

from starlette.types import ASGIApp, Receive, Scope, Send

from urbansec.api.errors import Problems, UriTooLongError


class Addresses:
    """ASGI layer: answers ``414`` where path and query have more than ``limit`` bytes."""

    def __init__(self, app: ASGIApp, problems: Problems, limit: int) -> None:
        self._app = app
        self._problems = problems
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is short enough."""
        if scope["type"] == "http" and len(scope["query_string"]) + len(scope.get("raw_path") or b"") >= self._limit:
            length = len(scope.get("raw_path") or b"") + len(b"?" if scope["query_string"] else b"") + len(scope["query_string"])
            if length > self._limit:
                error = UriTooLongError(f"An address may have {self._limit} bytes. Send a long query with POST.", limit=self._limit)
                await self._problems.response(scope, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)
