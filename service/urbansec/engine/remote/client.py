"""Send a query to another SPARQL service, through SPARQLWrapper, and get its answer as it comes."""

import http.client
import random
import ssl
import urllib.error
import urllib.request
from functools import partial
from itertools import count
from typing import Any

from SPARQLWrapper import POST, SELECT, SPARQLWrapper

from urbansec import __version__
from urbansec.engine.remote.call import Call
from urbansec.engine.remote.endpoint import Endpoint
from urbansec.engine.remote.refusal import refusal, retry_after
from urbansec.errors import RemoteEngineError

CONNECT_SECONDS = 5.0
_FIRST_WAIT = 0.1
# Whoever asks to wait longer than this is told to the client, who can wait better.
_LONGEST_WAIT = 2.0
_REDIRECTS = frozenset({301, 302, 307, 308})
_MOST_REDIRECTS = 3
_PASSING = frozenset({502, 503, 504})
_MESSAGE_BYTES = 8192
Parameters = tuple[tuple[str, tuple[str, ...]], ...]


class Client:
    """Sends queries to one endpoint. Safe to use from many threads."""

    def __init__(self, endpoint: Endpoint, *, retries: int = 2) -> None:
        self.endpoint = endpoint
        self._retries = retries

    def ask(self, query: str, accept: str, call: Call, parameters: Parameters = ()) -> http.client.HTTPResponse:
        """The answer with status 200 to ``query``, of which only the head has been read.

        What cannot be reached is tried again, as long as not one byte of an answer came: a query changes nothing.
        Raises errors of :mod:`urbansec.errors`.
        """
        for attempt in count():
            again = attempt < self._retries
            try:
                response = self._follow(query, accept, call, parameters)
            except (OSError, http.client.HTTPException) as error:
                pause = _FIRST_WAIT * 2**attempt * random.uniform(0.75, 1.25)  # noqa: S311 - spreads attempts in time, guards nothing
                if not again or not _passing(error) or pause >= call.left:
                    raise self._unreachable(error, call) from error
                call.wait(pause)
                continue
            if response.status == http.client.OK:
                return response
            with response:
                wait = retry_after(response.headers) if response.status in _PASSING else None
                if not again or wait is None or wait > _LONGEST_WAIT or wait >= call.left:
                    raise self._refusal(response, query, call)
            call.wait(wait)
        raise AssertionError  # pragma: no cover - count() has no end

    def _follow(self, query: str, accept: str, call: Call, parameters: Parameters) -> http.client.HTTPResponse:
        """Send the query, and send it again where a redirect within the same host leads."""
        endpoint = self.endpoint
        for _ in range(_MOST_REDIRECTS):
            response = _Query(endpoint, query, accept, call, parameters).query().response
            if response.status not in _REDIRECTS:
                return response
            with response:
                location = response.headers.get("Location", "")
            target = endpoint.redirected(location)
            if target is None:
                raise RemoteEngineError(
                    f"{endpoint.place} leads to another address, which is not followed: {location[:200]!r}. If it is right, put it into {endpoint.setting}."
                )
            endpoint = target
        raise RemoteEngineError(f"{self.endpoint.place} leads from one address to the next. Put the last one into {self.endpoint.setting}.")

    def _refusal(self, response: http.client.HTTPResponse, query: str, call: Call) -> Exception:
        try:
            call.limit()
            body = response.read(_MESSAGE_BYTES)
        except (OSError, http.client.HTTPException):
            body = b""
        return refusal(self.endpoint, response.status, response.headers, body, query)

    def _unreachable(self, error: Exception, call: Call) -> Exception:
        """The error for an exchange that broke before the answer began; that of the deadline if that was it."""
        _ = call.left
        place, setting = self.endpoint.place, self.endpoint.setting
        if isinstance(error, urllib.error.URLError):
            reason = error.reason
            if isinstance(reason, ssl.SSLCertVerificationError):
                return RemoteEngineError(f"The certificate of {place} is not accepted: {reason.verify_message}.")
            shown = f"nothing answered within {CONNECT_SECONDS:g} seconds" if isinstance(reason, TimeoutError) else _said(reason)
            return RemoteEngineError(f"{place} cannot be reached: {shown}. Check that it runs, and that {setting} names it.")
        return RemoteEngineError(f"{place} broke the connection off before it answered ({type(error).__name__}). Check that it speaks HTTP at this address.")


def _passing(error: Exception) -> bool:
    """Whether another attempt may succeed: nothing listened, or the connection was broken off."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return isinstance(reason, ConnectionError)


def _said(reason: object) -> str:
    return str(getattr(reason, "strerror", None) or reason).rstrip(".")


class _Query(SPARQLWrapper):
    """A query as a form with POST, which every service takes, of any length; its answer is left to be read.

    SPARQLWrapper writes the request. Sent it is here, because its own way follows redirects with the credentials,
    waits without an end for an answer that comes drop by drop, and cannot be broken off.
    """

    def __init__(self, endpoint: Endpoint, query: str, accept: str, call: Call, parameters: Parameters) -> None:
        self._call = call
        super().__init__(endpoint.address, agent=f"urbansec/{__version__}")
        self.setOnlyConneg(True)
        self.setMethod(POST)
        self.addCustomHttpHeader("Accept", accept)
        if endpoint.authorization:
            self.addCustomHttpHeader("Authorization", endpoint.authorization)
        for name, values in parameters:
            for value in values:
                self.addParameter(name, value)
        self.setQuery(query)

    def _parseQueryType(self, query: str) -> str:  # noqa: ARG002, N802 - SPARQLWrapper's name
        """The form is known; finding it again by regular expressions takes the square of a long text."""
        return SELECT

    def _query(self) -> tuple[Any, str]:
        request = self._createRequest()
        opener = urllib.request.OpenerDirector()
        # No handler for redirects or errors: the client judges statuses itself.
        for handler in (urllib.request.ProxyHandler(), _Plain(self._call), _Secure(self._call)):
            opener.add_handler(handler)
        return opener.open(request, timeout=min(CONNECT_SECONDS, self._call.left)), self.returnFormat


class _PlainConnection(http.client.HTTPConnection):
    def __init__(self, *arguments: Any, call: Call, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._call = call

    def connect(self) -> None:
        super().connect()
        self._call.connected(self.sock)


class _SecureConnection(_PlainConnection, http.client.HTTPSConnection):
    """The same over TLS; the class of the connection itself comes next in line."""


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_PlainConnection, call=self._call), req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_SecureConnection, call=self._call), req)
