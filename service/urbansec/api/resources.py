"""Linked data: every IRI of the project can be followed on this host.

The path is mapped to the canonical IRI, so ``/id/city/essen`` is about ``https://w3id.org/urbansec/id/city/essen``
whatever host serves it. ``/id/…`` names the thing and answers 303 to the document about it under ``/doc/…``.
"""

import json
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from urbansec.api.asking import base_of
from urbansec.api.context import Context, by_suffix, get, negotiate, respond
from urbansec.api.gathered import Gathered
from urbansec.api.lists import collection_of, things_address
from urbansec.api.near import unknown
from urbansec.api.negotiation import Offer, Page, accepted
from urbansec.engine import GRAPH_FORMATS, Format
from urbansec.namespaces import GRAPH, ID
from urbansec.pages.language import language_of
from urbansec.pages.render import local_address
from urbansec.pages.things import Reader, sheet
from urbansec.queries import describe
from urbansec.queries.description import Description, document_of, known, outlined, write
from urbansec.queries.description.found import about_it
from urbansec.queries.description.neighbours import surroundings
from urbansec.queries.description.schema_org import in_schema_org, script

DOCUMENT_FORMATS = tuple(f for f in GRAPH_FORMATS if f.name in ("turtle", "jsonld", "rdfxml", "ntriples"))
_SUFFIXES = frozenset({"html", *(name for f in DOCUMENT_FORMATS for name in (f.suffix, f.name))})
_UNQUOTED = "/:@!$&'()*+,;=~"


def router(context: Context) -> APIRouter:
    """The routes of things, documents and graphs."""
    routes = APIRouter(tags=["linked data"])
    gathered = Gathered(context.engine)

    @lru_cache(maxsize=1)
    def terms() -> dict[str, Any]:
        """What stands in the published JSON-LD context."""
        found: dict[str, Any] = json.loads(context.assets.context.read_bytes())["@context"]
        return found

    @get(routes, "/id/{path:path}", summary="A thing: redirects to the document about it", operation_id="thing", status_code=303)
    def thing(request: Request, path: str) -> Response:
        for iri in _meant(request, path, "/id/"):
            if known(context.engine, iri):
                document = f"{request.scope.get('root_path', '')}/doc/{quote(iri.removeprefix(ID), safe=_UNQUOTED)}"
                return RedirectResponse(document, 303, headers={"Link": f'<{document}>; rel="describedby"'})
        raise unknown(context.engine, path)

    @get(routes, "/doc/{path:path}", summary="The document about a thing, as a page or as RDF", operation_id="document")
    def document(request: Request, path: str) -> Response:
        """Chosen by `Accept`, or by a suffix: `.html`, `.ttl`, `.jsonld`, `.rdf`, `.nt`."""
        for whole in _meant(request, path, "/doc/"):
            stem, dot, suffix = whole.rpartition(".")
            # A thing may itself be called something.ttl.
            for iri, ending in ((stem, suffix), (whole, "")) if dot and suffix in _SUFFIXES else ((whole, ""),):
                answer = described(request, iri, ending)
                if answer is not None:
                    return answer
        stem, dot, suffix = path.rpartition(".")
        if dot and known(context.engine, f"{ID}{stem}"):
            format_of(suffix)  # tells which formats there are
        raise unknown(context.engine, stem if dot and suffix in _SUFFIXES else path)

    def described(request: Request, iri: str, suffix: str) -> Response | None:
        chosen: Offer
        media_type: str | None
        if suffix:
            chosen, media_type = format_of(suffix), None
        else:
            chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        found = gathered.of(iri)
        if found is None:
            return None
        here = f"/doc/{quote(iri.removeprefix(ID), safe=_UNQUOTED)}"
        headers = {**_links(request, here, iri), "Content-Location": f"{request.scope.get('root_path', '')}{here}.{_suffix(chosen)}", "Vary": "Accept"}
        if isinstance(chosen, Format):
            return respond(write(found, chosen, terms()), media_type, headers=headers)
        return page(request, found, here, headers)

    def page(request: Request, found: Description, here: str, headers: dict[str, str]) -> Response:
        root, language = request.scope.get("root_path", ""), language_of(request)
        beside = surroundings(context.engine, found)
        outline = outlined(found, (language,))
        address = f"{base_of(request)}{here}"
        return context.pages.render(
            request,
            "resource.html",
            headers=headers,
            outline=outline,
            sheet=sheet(Reader(found, beside.near, language), outline, partial(local_address, root=root), beside),
            formats=DOCUMENT_FORMATS,
            here=here,
            address=address,
            permanent_address=document_of(found.iri).value,
            query=about_it(found.iri),
            listed=lambda kind, **facets: f"{root}{things_address(kind, **facets)}",
            collection=collection_of(found.iri),
            # No label in it can end the element: see script().
            structured=Markup(script(in_schema_org(found, address))),  # noqa: S704 - script() escapes what could end it
        )

    @get(routes, "/graph/{path:path}", summary="The triples of one named graph", operation_id="graph")
    def graph(request: Request, path: str) -> Response:
        chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        iri = f"{GRAPH}{path}"
        if isinstance(chosen, Format):
            return respond(describe.graph_content(context.engine, iri, chosen), media_type)
        turtle = describe.graph_content(context.engine, iri, DOCUMENT_FORMATS[0]).content.decode()
        return context.pages.render(request, "graph.html", headers={"Vary": "Accept"}, iri=iri, turtle=turtle)

    return routes


def format_of(suffix: str) -> Offer:
    """What an address ending in ``.suffix`` asks for."""
    return Page() if suffix == "html" else by_suffix(suffix, DOCUMENT_FORMATS)


def _suffix(chosen: Offer) -> str:
    return chosen.suffix if isinstance(chosen, Format) else "html"


def _meant(request: Request, path: str, route: str) -> Iterator[str]:
    """The IRIs that the address may be about: with the path as it reads, and as it was sent, for IRIs that hold ``%``."""
    yield f"{ID}{path}"
    sent = bytes(request.scope.get("raw_path") or b"").decode("latin-1").partition("?")[0]
    _, found, escaped = sent.removeprefix(request.scope.get("root_path", "")).partition(route)
    if found and escaped != path:
        yield f"{ID}{escaped}"


def _links(request: Request, here: str, iri: str) -> dict[str, str]:
    """Where else the document is found, what it is about, what it is part of."""
    root = request.scope.get("root_path", "")
    kinds = [*((f.suffix, f.media_type) for f in DOCUMENT_FORMATS), ("html", Page().media_type)]
    alternates = [f'<{root}{here}.{suffix}>; rel="alternate"; type="{media_type}"' for suffix, media_type in kinds]
    thing = quote(iri, safe=f"%{_UNQUOTED}")  # a header holds no letters beyond ASCII
    return {
        "Link": ", ".join([*alternates, f'<{thing}>; rel="describes"', f'<{root}{here}>; rel="canonical"', f'<{root}{collection_of(iri)}>; rel="collection"'])
    }
