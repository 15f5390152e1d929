"""Headers for browsers: pages that cannot be turned against their reader, and answers that any page may read.

One raw ASGI layer around everything. It adds the same headers to every answer whoever asks, so that answers vary with
nothing more; and as the service is public, read-only and takes no credentials, a preflight may always be followed.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The pages need nothing from other hosts and run no script but the files of this one: whatever a label in the data holds stays text.
_CONTENT_POLICY = b"; ".join(
    (
        b"default-src 'none'",
        b"script-src 'self'",
        b"connect-src 'self'",
        b"style-src 'self'",
        b"img-src 'self' data:",
        b"form-action 'self'",
        b"base-uri 'none'",
        b"frame-ancestors 'none'",
    )
)
_POLICY = b"content-security-policy"
_WITHOUT_POLICY = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*"),
]
_ADDED = [(_POLICY, _CONTENT_POLICY), *_WITHOUT_POLICY]
_METHODS = b"GET, HEAD, OPTIONS, POST"
_PREFLIGHT_SECONDS = b"86400"


class Security:
    """The layer. An answer with a content policy of its own keeps that."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.get("headers", ())
                added = _ADDED
                for name, _ in headers:
                    if name == _POLICY:
                        added = _WITHOUT_POLICY
                message = {**message, "headers": [*headers, *added]}
            await send(message)

        if scope["method"] == "OPTIONS" and (wanted := _preflight(scope)) is not None:
            await secured({"type": "http.response.start", "status": 200, "headers": wanted})
            await secured({"type": "http.response.body", "body": b""})
            return
        await self._app(scope, receive, secured)


def _preflight(scope: Scope) -> list[tuple[bytes, bytes]] | None:
    """The headers that answer a browser asking what it may send; ``None`` if this is no such question."""
    asked = dict(scope["headers"])
    if b"origin" not in asked or b"access-control-request-method" not in asked:
        return None
    # Any header is fine; they are named, as "*" does not cover all of them.
    names = asked.get(b"access-control-request-headers", b"")
    allowed = [(b"access-control-allow-headers", names)] if names else []
    return [
        (b"access-control-allow-methods", _METHODS),
        *allowed,
        (b"access-control-max-age", _PREFLIGHT_SECONDS),
        (b"vary", b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
    ]
