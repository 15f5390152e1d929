"""Answers from a service. Values are checked here by the rules of the query before anything is sent, in the same words."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox

from urbansec import __version__
from urbansec.citation import checksum
from urbansec.client.problems import ServiceError, error_of
from urbansec.client.source import Answered
from urbansec.errors import NotFoundError, ParameterError, UrbansecError
from urbansec.queries import Call, SavedQuery, Table, read_table
from urbansec.queries.header import read_header
from urbansec.queries.parameters import Given, resolve
from urbansec.queries.table import table_of_triples
from urbansec.queries.values import shown
from urbansec.search import Hit

_JSON, _N_TRIPLES = "application/sparql-results+json", "application/n-triples"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(@[A-Za-z0-9]+)?\Z")
_BUSY = (429, 503)
_LONGEST_WAIT = 120.0
_HIT = frozenset(field.name for field in fields(Hit))


class HttpSource:
    """A service at an address. It keeps the queries that it has seen: within one client a name means one version."""

    def __init__(self, url: str, *, timeout: float, patience: float, transport: httpx.BaseTransport | None = None) -> None:
        """``timeout`` are the seconds that an answer may take, ``patience`` those to wait altogether for a busy service."""
        try:
            address = httpx.URL(url.strip().rstrip("/"))
        except (httpx.InvalidURL, TypeError, AttributeError):
            address = httpx.URL()
        if address.scheme not in ("http", "https") or not address.host:
            raise ServiceError(f"{str(url)[:200]!r} is no address of a service; one begins with http:// or https://.")
        self.service = str(address)
        self._patience = patience
        self._queries: dict[str, SavedQuery] = {}
        headers = {"User-Agent": f"urbansec/{__version__} httpx/{httpx.__version__}"}
        self._http = httpx.Client(timeout=httpx.Timeout(timeout, connect=10.0), headers=headers, follow_redirects=True, transport=transport)

    def queries(self) -> Sequence[SavedQuery]:
        """See :class:`~urbansec.client.source.Source`."""
        document = self._json("queries")
        listed = document.get("queries") if isinstance(document, Mapping) else None
        if not isinstance(listed, list):
            self._none_of_ours("queries")
        return tuple(self._kept(self._saved(each)) for each in listed)

    def query(self, name: str) -> SavedQuery:
        """See :class:`~urbansec.client.source.Source`."""
        if name in self._queries:
            return self._queries[name]
        document = self._json(f"queries/{name}") if _NAME.match(name) else {"$schema": ""}
        if isinstance(document, Mapping) and "$schema" in document:  # a document that lies beside the queries
            raise NotFoundError(f"There is no saved query named {shown(name)}.")
        saved = self._saved(document)
        if "@" in name:
            self._queries[name] = saved
            return saved
        return self._kept(saved)

    def run(self, query: SavedQuery, given: Given) -> Answered:
        """See :class:`~urbansec.client.source.Source`."""
        call = Call(query, resolve(query.header, given))
        # The version is named, so that what answers is what the values were checked by.
        graph = query.form.gives_graph and not query.header.analysis
        path = f"queries/{query.name}@{query.version}/result.{'nt' if graph else 'json'}"
        pairs = [(name, value) for name, values in call.arguments.items() for value in values]
        try:
            response = self._get(path, pairs, accept=_N_TRIPLES if graph else _JSON)
        except NotFoundError:
            # The service has another version by now and does not keep this one.
            self._queries.pop(query.name, None)
            raise
        return self._answered(call, response)

    def ask(self, query: SavedQuery) -> Answered:
        """See :class:`~urbansec.client.source.Source`."""
        try:
            form = {"query": query.text.encode().decode()}
        except UnicodeEncodeError as error:
            raise ParameterError(f"The query holds a character that is none (at {error.start}).", parameter="query") from None
        response = self._send("POST", "sparql", headers={"Accept": f"{_JSON}, {_N_TRIPLES};q=0.9"}, data=form)
        return self._answered(Call(query, {}), response, saved=False)

    def search(self, text: str, kinds: Iterable[str], languages: Iterable[str], limit: int) -> list[Hit]:
        """See :class:`~urbansec.client.source.Source`."""
        pairs = [("q", text), *(("kind", kind) for kind in kinds), *(("lang", language) for language in languages), ("limit", str(limit))]
        document = self._json("search", pairs)
        try:
            # A later service may tell more of a hit than is known here.
            return [Hit(**{name: value for name, value in hit.items() if name in _HIT}) for hit in document["hits"]]
        except (AttributeError, KeyError, TypeError):
            self._none_of_ours("search")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _answered(self, call: Call, response: httpx.Response, *, saved: bool = True) -> Answered:
        cut = response.headers.get("X-Result-Truncated")
        if cut:
            raise ServiceError(f"The answer is not whole: the service cuts long ones ({cut[:100]}). Ask for less, or ask the data in this process.")
        table = _table(response)
        told = response.headers.get("X-Result-Checksum")
        if told and told != checksum(table, graph=call.query.form.gives_graph and not call.query.header.analysis):
            raise ServiceError("The answer was changed on its way: it does not have the checksum that the service gave it.")
        return Answered(call, table, response.headers.get("X-Data-Version", ""), _time(response), self.service, saved)

    def _kept(self, query: SavedQuery) -> SavedQuery:
        return self._queries.setdefault(query.name, query)

    def _saved(self, document: Any) -> SavedQuery:
        """The query that the service describes, read from its text as if it were a file here."""
        try:
            name, text, version = document["name"], document["query"], document["version"]
        except (KeyError, TypeError):
            self._none_of_ours("queries")
        if not all(isinstance(each, str) for each in (name, text, version)) or not _NAME.match(name):
            self._none_of_ours("queries")
        query = SavedQuery(name, Path(f"{name}.rq"), text, read_header(text, file=f"{self.service}/queries/{name}"))
        if query.version != version:
            raise ServiceError(f"The text of the saved query {name} was changed on its way: it does not have the version that the service tells.")
        return query

    def _none_of_ours(self, path: str) -> NoReturn:
        raise ServiceError(f"{self.service} is no urbansec service, or one of another kind: its answer to /{path} cannot be read.")

    def _json(self, path: str, pairs: Sequence[tuple[str, str]] = ()) -> Any:
        try:
            return self._get(path, pairs, accept="application/json").json()
        except ValueError:
            self._none_of_ours(path)

    def _get(self, path: str, pairs: Sequence[tuple[str, str]], *, accept: str) -> httpx.Response:
        try:
            asked = f"{path}?{urlencode(pairs)}" if pairs else path
        except UnicodeEncodeError as error:
            raise ParameterError("A value holds a character that is none.", parameter=_longest(pairs)) from error
        try:
            return self._send("GET", asked, headers={"Accept": accept})
        except (httpx.InvalidURL, _TooLongError) as error:
            name = _longest(pairs)
            raise ParameterError(f"{name} takes more room than an address of the service has.", parameter=name) from error

    def _send(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """The answer of the service. It is asked again if it says that it is busy, for as long as there is patience."""
        give_up = time.monotonic() + self._patience
        while True:
            try:
                response = self._http.request(method, f"{self.service}/{path}", **arguments)
            except httpx.TimeoutException as error:
                raise ServiceError(f"{self.service} did not answer in time ({self._http.timeout.read:g} seconds).") from error
            except httpx.HTTPError as error:
                raise ServiceError(f"{self.service} cannot be reached: {error}.") from error
            if response.is_success:
                return response
            wait = _retry_after(response)
            if response.status_code not in _BUSY or time.monotonic() + wait > give_up:
                raise _TooLongError if response.status_code == httpx.codes.REQUEST_URI_TOO_LONG else error_of(response)
            time.sleep(wait)


class _TooLongError(UrbansecError):
    """The service says that the address is too long; :meth:`HttpSource._get` knows which value made it so."""

    def __init__(self) -> None:
        super().__init__("The address is too long.")


def _table(response: httpx.Response) -> Table:
    """The rows, or the triples, in the body of ``response``."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    if kind == _N_TRIPLES:
        return table_of_triples(ox.parse(response.content, ox.RdfFormat.N_TRIPLES))
    if kind != _JSON:
        raise ServiceError(f"{response.url.host} answered with {kind or 'something'} where rows were asked for.")
    try:
        return read_table(response.content)
    except ValueError as error:
        raise ServiceError(f"{response.url.host} sent rows that cannot be read.") from error


def _time(response: httpx.Response) -> datetime:
    try:
        return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)


def _retry_after(response: httpx.Response) -> float:
    seconds = response.headers.get("Retry-After", "")
    return min(float(seconds), _LONGEST_WAIT) if seconds.isascii() and seconds.isdecimal() else 1.0


def _longest(pairs: Sequence[tuple[str, str]]) -> str:
    """The parameter with the most text."""
    lengths: dict[str, int] = {}
    for name, value in pairs:
        lengths[name] = lengths.get(name, 0) + len(value)
    return max(lengths, key=lambda name: lengths[name], default="")
