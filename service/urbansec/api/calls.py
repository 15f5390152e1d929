"""One :class:`~urbansec.engine.caller.Caller` for each HTTP request, released when the last byte has gone."""

from starlette.types import ASGIApp, Receive, Scope, Send

from urbansec.engine.caller import Caller, current


class Calls:
    """Sets up the caller for all that lies below, threads included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caller = Caller(client=scope["client"][0] if scope.get("client") else "")
        scope["urbansec.caller"] = caller
        token = current.set(caller)
        try:
            await self._app(scope, receive, send)
        finally:
            current.reset(token)
            caller.release()
