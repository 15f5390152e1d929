"""What the routes share: the parts they are given, and small helpers to answer with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter, Response

from urbansec.api.errors import NotAcceptableError
from urbansec.api.judged import Judge
from urbansec.api.negotiation import Offer, choose
from urbansec.api.observed import ObservedEngine
from urbansec.assets import Assets
from urbansec.engine import Answer, Format
from urbansec.errors import NotFoundError
from urbansec.pages import Pages
from urbansec.queries import Catalogue
from urbansec.settings import Settings

Route = TypeVar("Route", bound=Callable[..., Any])


@dataclass(frozen=True)
class Context:
    """The parts of the service, passed to every router."""

    settings: Settings
    engine: ObservedEngine
    catalogue: Catalogue
    assets: Assets
    pages: Pages
    dump: Callable[[str], bytes] | None = None
    """Writes everything in the format of that name; ``None`` if the engine's data are not at hand."""
    judge: Judge | None = None
    """Checks the data; ``None`` if there is nothing that could be said of them."""


def get(router: APIRouter, path: str, **options: Any) -> Callable[[Route], Route]:
    """Like ``router.get``, and HEAD answers too, as RFC 9110 wants."""

    def add(route: Route) -> Route:
        router.add_api_route(path, route, methods=["GET"], response_class=Response, **options)
        router.add_api_route(path, route, methods=["HEAD"], response_class=Response, include_in_schema=False)
        return route

    return add


def negotiate(accept: str | None, offers: Sequence[Offer]) -> tuple[Offer, str]:
    """The offer to send and the media type to call it by; :class:`NotAcceptableError` lists what there is."""
    chosen = choose(accept, offers)
    if chosen is None:
        available = [offer.media_type for offer in offers]
        raise NotAcceptableError(f"None of the accepted types can be sent. There are: {', '.join(available)}.", available=available)
    return chosen


def by_suffix(suffix: str, offers: tuple[Format, ...]) -> Format:
    """The format that an address ending in ``.suffix`` asks for; :class:`NotFoundError` lists what there is."""
    for offer in offers:
        if suffix in (offer.suffix, offer.name):
            return offer
    raise NotFoundError(f"There is no format {suffix!r}; there are: {', '.join(offer.suffix for offer in offers)}.")


def content_type(written: Format, media_type: str | None = None) -> str:
    """The Content-Type of a result in the format ``written``, called ``media_type`` if it was asked for under another name."""
    if media_type and media_type != written.media_type:
        return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return written.content_type


def respond(answer: Answer, media_type: str | None = None, *, headers: dict[str, str] | None = None) -> Response:
    """The HTTP response for an answer, called ``media_type`` if it was asked for under another name."""
    # Not media_type=…: Starlette would append a charset to types that define none.
    return Response(answer.content, headers={"Content-Type": content_type(answer.format, media_type), "Vary": "Accept", **(headers or {})})
