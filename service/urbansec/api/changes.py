"""``/changes``: the releases of the data, as a page, as an Atom feed and as ActivityStreams 2.0.

A feed changes only with the data, so the cache in front answers conditional requests for it by its ``ETag``.
"""

from fastapi import APIRouter, Request, Response

from urbansec.api.asking import base_of
from urbansec.api.context import Context, get, negotiate
from urbansec.api.feeds import ACTIVITIES, ATOM, activities, anchor, atom
from urbansec.api.negotiation import Offer, Page, accepted
from urbansec.errors import NotFoundError
from urbansec.queries.releases import Releases, read_releases

_AS2 = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


class _Atom:
    media_type = ATOM
    aliases = ("application/xml", "text/xml")


class _Activities:
    media_type = ACTIVITIES
    aliases = ("application/ld+json", "application/json")


def router(context: Context) -> APIRouter:
    """The routes of the changes."""
    routes = APIRouter(tags=["dataset"])

    def releases() -> Releases:
        found = read_releases(context.engine)
        if found is None:
            raise NotFoundError("The data of this service describe no releases.")
        return found

    def answer(request: Request, offer: Offer, media_type: str | None, headers: dict[str, str]) -> Response:
        found = releases()
        if isinstance(offer, Page):
            return context.pages.render(request, "changes.html", headers=headers, found=found, anchor=anchor, feeds=_FEEDS)
        here = base_of(request)
        content = atom(found, here) if isinstance(offer, _Atom) else activities(found, here)
        written = media_type or offer.media_type
        return Response(content, headers={"Content-Type": _AS2 if written == "application/ld+json" else written, **headers})

    @get(routes, "/changes", summary="The releases of the data: what changed and when", operation_id="changes")
    def changes(request: Request) -> Response:
        """As a page, as an Atom feed or as ActivityStreams, by `Accept`."""
        chosen, media_type = negotiate(accepted(request), (Page(), _Atom(), _Activities()))
        return answer(request, chosen, media_type, {"Vary": "Accept"})

    @get(routes, "/changes.atom", summary="The releases as an Atom feed", operation_id="changes_atom")
    def changes_atom(request: Request) -> Response:
        return answer(request, _Atom(), None, {})

    @get(routes, "/changes.json", summary="The releases as an ActivityStreams 2.0 collection", operation_id="changes_json")
    def changes_json(request: Request) -> Response:
        return answer(request, _Activities(), None, {})

    return routes


_FEEDS = (("Atom", "changes.atom"), ("ActivityStreams 2.0", "changes.json"))
