"""``/robots.txt`` and ``/sitemap.xml``: what search engines find here, and what is not worth their while."""

from collections.abc import Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from urbansec.api.asking import base_of
from urbansec.api.context import Context, get
from urbansec.api.lists import things_address
from urbansec.api.lists_kept import every_path, kinds
from urbansec.errors import NotFoundError

MOST = 50_000
"""Addresses in one sitemap, by its specification; with more of them there is an index of several."""
_PAGES = (
    "",
    "map",
    "timeline",
    "things",
    "queries",
    "ontology",
    "ontology/questions",
    "ontology/vocabularies",
    "shapes",
    "dataset",
    "changes",
    "quality",
    "editor",
    "search",
)
# Addresses without end, each of which costs a query.
_NOT_FOR_ROBOTS = (
    "sparql",
    "graph-store",
    "reconcile",
    "?",
    "map?",
    "timeline?",
    "search?",
    "editor?",
    "queries/*/result",
    "queries/*/citation",
    "queries/*?",
    "things/*?",
    "dump/",
    "metrics",
    "health/",
)
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def router(context: Context) -> APIRouter:
    """The routes for search engines."""
    routes = APIRouter(tags=["linked data"])

    def addresses(base: str) -> list[str]:
        saved = [f"{base}/queries/{query.name}" for query in context.catalogue]
        things = [f"{base}/doc/{quote(path, safe='/:@~')}" for path in every_path(context.engine)]
        lists = [f"{base}{things_address(kind)}" for kind in kinds(context.engine)]
        return [*(f"{base}/{page}" for page in _PAGES), *lists, *saved, *things]

    @get(routes, "/robots.txt", summary="What robots may read", operation_id="robots")
    def robots(request: Request) -> Response:
        """Everything but what is made for a single question."""
        root = request.scope.get("root_path", "")
        lines = ["User-agent: *", *(f"Disallow: {root}/{path}" for path in _NOT_FOR_ROBOTS), f"Sitemap: {base_of(request)}/sitemap.xml"]
        return Response("\n".join(lines) + "\n", media_type="text/plain")

    @get(routes, "/sitemap.xml", summary="All pages, for search engines", operation_id="sitemap")
    def sitemap(request: Request) -> Response:
        """A sitemap of the pages and of the documents about all things; beyond 50,000 an index of `/sitemap-1.xml` and so on."""
        every = addresses(base_of(request))
        if len(every) <= MOST:
            return _xml("urlset", "url", every)
        return _xml("sitemapindex", "sitemap", [f"{base_of(request)}/sitemap-{number}.xml" for number in range(1, (len(every) - 1) // MOST + 2)])

    @get(routes, "/sitemap-{number}.xml", summary="A part of the sitemap", operation_id="sitemap_part")
    def sitemap_part(request: Request, number: str) -> Response:
        every = addresses(base_of(request))
        start = (int(number) - 1) * MOST if number.isascii() and number.isdecimal() and len(number) <= len(str(MOST)) else -1
        if not 0 <= start < len(every) or len(every) <= MOST:
            raise NotFoundError(f"There is no sitemap {number[:20]!r}.", near=["sitemap.xml"])
        return _xml("urlset", "url", every[start : start + MOST])

    return routes


def _xml(root: str, element: str, addresses: list[str]) -> Response:
    def lines() -> Iterator[str]:
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">'
        for address in addresses:
            yield f"<{element}><loc>{escape(address)}</loc></{element}>"
        yield f"</{root}>"

    return Response("\n".join(lines()) + "\n", media_type="application/xml")
