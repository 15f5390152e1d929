"""What a request to the endpoint asks for, read after the SPARQL 1.1 Protocol, section 2.1, and the types it accepts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl

from urbansec.api.errors import BadRequestError, NotAcceptableError, TooLargeError, UnsupportedMediaTypeError
from urbansec.api.negotiation import Page, choose
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Format, Formats
from urbansec.engine import Request as Query
from urbansec.errors import FormatError, NotFoundError, UpdateRefusedError

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
Parameters = Sequence[tuple[str, str]]
ALL_FORMATS = (*BOOLEAN_AND_TABLE, *GRAPH_FORMATS)
_MAX_PARAMETERS = 1_000
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")
_UTF8 = ("", "utf-8", "utf8", "us-ascii")
_CACHED_ACCEPT = 512


@dataclass(frozen=True)
class Chosen:
    """The formats to answer in, by what the query gives: the names they are asked under, and whether a page is liked better."""

    formats: Formats
    table_type: str = ""
    graph_type: str = ""
    table_page: bool = False
    graph_page: bool = False
    asked: str = ""

    def candidates(self) -> list[tuple[Format, str]]:
        """The formats, each with the media type to call it by."""
        pairs = ((self.formats.table, self.table_type), (self.formats.graph, self.graph_type))
        return [(found, media_type or found.media_type) for found, media_type in pairs if found is not None]

    def media_type(self, written: Format) -> str:
        """What to call ``written``."""
        return next((media_type for found, media_type in self.candidates() if found == written), written.media_type)

    def for_graphs(self) -> "Chosen":
        """The same for a query that gives a graph in any case."""
        return replace(self, formats=Formats(None, self.formats.graph))

    def unfit(self, error: FormatError) -> FormatError | NotAcceptableError:
        """The same error with what could have been asked for."""
        if self.formats.table is not None and self.formats.graph is not None:
            return error
        offers = BOOLEAN_AND_TABLE if self.formats.table is None else GRAPH_FORMATS
        if self.asked:
            names = ", ".join(offer.name for offer in offers)
            return FormatError(f"The result of this query cannot be written as {self.asked}; choose one of {names}.")
        return not_acceptable(offers)


def by_accept(accept: str | None, *, page: bool) -> Chosen:
    """What an Accept header chooses; :class:`NotAcceptableError` if it allows nothing that any query gives."""
    chosen = _cached(accept, page) if accept is None or len(accept) <= _CACHED_ACCEPT else _by_accept(accept, page)
    if chosen is None:
        raise not_acceptable(ALL_FORMATS)
    return chosen


def by_name(name: str, *, suffix: bool = False) -> Chosen:
    """What a short name, a suffix or a media type chooses; an unknown ``suffix`` leads nowhere, so it is not found."""
    wanted = name.lower()
    table = _named(wanted, BOOLEAN_AND_TABLE)
    graph = _named(wanted, GRAPH_FORMATS)
    if table is None and graph is None:
        names = ", ".join(offer.suffix if suffix else offer.name for offer in ALL_FORMATS)
        detail = f"There is no format {name!r}; choose one of {names}."
        raise NotFoundError(detail) if suffix else NotAcceptableError(detail)
    return Chosen(Formats(table, graph), asked=name)


def query_of(parameters: Parameters, limit: int) -> Query:
    """The query with its dataset; errors where the protocol is broken, or an update is sent."""
    if any(name == "update" for name, _ in parameters):
        raise UpdateRefusedError("This service answers queries only.")
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) != 1:
        raise BadRequestError(f"Expected exactly one parameter query, found {len(queries)}.")
    (text,) = queries
    if len(text) > limit or len(text.encode()) > limit:
        raise TooLargeError(f"A query may have {limit} bytes.", limit=limit)
    return Query(text, _iris("default-graph-uri", parameters), _iris("named-graph-uri", parameters))


def body_type(content_type: str, coding: str = "") -> str:
    """The media type of a body that the protocol knows; errors for an update, and for any other type, charset or content coding."""
    name, *parameters = (part.strip() for part in content_type.lower().split(";"))
    if name == UPDATE:
        raise UpdateRefusedError("This service answers queries only.")
    if name not in (FORM, QUERY):
        raise UnsupportedMediaTypeError(f"Send {FORM} or {QUERY}, not {name or 'no Content-Type'}.", supported=[FORM, QUERY])
    charset = next((value.strip("\"' ") for key, _, value in (p.partition("=") for p in parameters) if key.strip() == "charset"), "")
    if coding.strip().lower() not in ("", "identity"):
        raise UnsupportedMediaTypeError(f"Queries are sent as they are, not packed with {coding}.", supported=[FORM, QUERY])
    if charset not in _UTF8:
        raise UnsupportedMediaTypeError(f"Queries are sent in UTF-8, not in {charset}.", supported=[FORM, QUERY])
    return name


def decode(data: bytes) -> list[tuple[str, str]]:
    """The pairs of a query string or form; bytes that are not UTF-8 are an error, never replaced."""
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError as error:
        raise BadRequestError("The parameters are not UTF-8.") from error
    except ValueError as error:
        raise BadRequestError(f"A request may have {_MAX_PARAMETERS} parameters.") from error


def utf8(data: bytes) -> str:
    """A query sent as the body."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError(f"The query is not UTF-8 (byte {error.start}).") from error


def require_iri(name: str, value: str) -> str:
    """``value`` if it is an absolute IRI; :class:`BadRequestError` naming the parameter ``name`` if not."""
    if not _IRI.match(value):
        raise BadRequestError(f"{name} must be an absolute IRI, not {value!r}.")
    return value


def not_acceptable(offers: Sequence[Format]) -> NotAcceptableError:
    """The error for a request that accepts none of ``offers``."""
    available = [offer.media_type for offer in offers]
    return NotAcceptableError(f"None of the accepted types can be sent. There are: {', '.join(available)}.", available=available)


def _iris(wanted: str, parameters: Parameters) -> tuple[str, ...]:
    return tuple(require_iri(name, value) for name, value in parameters if name == wanted)


def _named(wanted: str, offers: Iterable[Format]) -> Format | None:
    return next((offer for offer in offers if wanted in (offer.name, offer.suffix, offer.media_type, *offer.aliases)), None)


def _by_accept(accept: str | None, page: bool) -> Chosen | None:
    pages = (Page(),) if page else ()
    table, table_type = choose(accept, (*BOOLEAN_AND_TABLE, *pages)) or (None, "")
    graph, graph_type = choose(accept, (*GRAPH_FORMATS, *pages)) or (None, "")
    if table is None and graph is None:
        return None
    return Chosen(
        Formats(table if isinstance(table, Format) else None, graph if isinstance(graph, Format) else None),
        table_type,
        graph_type,
        isinstance(table, Page),
        isinstance(graph, Page),
    )


_cached = lru_cache(maxsize=1024)(_by_accept)
