"""What somebody can do next whose request went wrong: links and advice for the page of a problem."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import quote

from fastapi import Request

from urbansec.api.lists_words import FIELDS
from urbansec.api.paging import NUMBER, SIZE, address
from urbansec.pages.catalogues import marked

TITLES = (
    marked("No such representation"),
    marked("The request is not right"),
    marked("The body's media type is not supported"),
    marked("The address is too long"),
    marked("The request is too large"),
    marked("The query is not valid SPARQL"),
    marked("The query is refused"),
    marked("The data are read-only"),
    marked("The query took too long"),
    marked("The service is busy"),
    marked("Your query time is used up"),
    marked("The query could not be evaluated"),
    marked("The query needs too much memory"),
    marked("The query was lost"),
    marked("The engine behind this service failed"),
    marked("The format does not fit the result"),
    marked("Not found"),
    marked("A parameter is not right"),
    marked("A saved query is broken"),
    marked("The result was cut"),
    marked("Not Found"),
    marked("Method Not Allowed"),
    marked("Internal error"),
)
"""What problems are called."""
_ADVICE: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        400: (marked("Check the request. Line and column tell where a query goes wrong."),),
        403: (marked("The data here can only be read. Who wants to correct something changes the files that they are made from."),),
        404: (marked("Check the address for mistakes in typing."),),
        405: (marked("The address itself is right; open it without sending a form."),),
        406: (marked("Open the address in a browser, or ask for one of the formats that are named above."),),
        413: (marked("Send less at once."),),
        414: (marked("Send a long query with POST; the editor does."),),
        415: (marked("Send a form or a query, in UTF-8."),),
        422: (marked("Correct the value in the address, or begin again without it."),),
        429: (marked("Wait a little, then load the page again."),),
        502: (marked("The service behind this one does not answer. Try again in some minutes."),),
        503: (marked("Wait a little, then load the page again."),),
        504: (marked("Ask for less, for example with LIMIT, or take all data as a file and ask them on a computer of your own."),),
        507: (marked("Ask for less, for example with LIMIT, or take all data as a file and ask them on a computer of your own."),),
    }
)
_OTHERWISE = (marked("Try again later. If it stays like this, tell whoever runs the service, with the address and the time."),)
_MOST = 10


def advice(status: int) -> tuple[str, ...]:
    """What to do, in English sentences that the page translates."""
    return _ADVICE.get(status, _OTHERWISE if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ())


def near_links(request: Request, status: int, members: Mapping[str, object]) -> list[tuple[str, str]]:
    """What may have been meant: words and an address for each; no address where nothing can be made of it."""
    near = members.get("near")
    names = [name for name in near if isinstance(name, str)][:_MOST] if isinstance(near, list | tuple) else []
    root = request.scope.get("root_path", "")
    if status == HTTPStatus.NOT_FOUND:
        inside = "queries/" if request.url.path.startswith(f"{root}/queries/") else ""
        return [(name, f"{root}/{quote(name if '/' in name else inside + name, safe='/:@')}") for name in names]
    parameter = members.get("parameter")
    pairs = list(request.query_params.multi_items())
    if sum(name == parameter for name, _ in pairs) != 1:
        return [(name, "") for name in names]
    known = parameter in {*FIELDS, "sort", SIZE, NUMBER}
    kept = [[(name if name != parameter else near_name, value) for name, value in pairs] for near_name in names]
    if known:
        kept = [[(name, value if name != parameter else near_value) for name, value in pairs] for near_value in names]
    return [(name, address(request.url.path, others)) for name, others in zip(names, kept, strict=True)]


def without(request: Request, members: Mapping[str, object]) -> str:
    """The same address without the parameter that is not right; "" if there is none in it."""
    parameter = members.get("parameter")
    pairs = request.query_params.multi_items()
    kept = [(name, value) for name, value in pairs if name != parameter]
    if len(kept) == len(pairs):
        return ""
    return address(request.url.path, kept)


def words_of(request: Request) -> str:
    """What to search for who followed a link that leads nowhere: the last part of the path in words."""
    return request.url.path.rstrip("/").rpartition("/")[2].partition(".")[0].replace("-", " ").replace("_", " ")[:100].strip()
