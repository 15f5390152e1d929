"""Linked data: every IRI of the project can be followed on this host.

The path is mapped to the canonical IRI, so ``/id/city/essen`` is about ``https://w3id.org/urbansec/id/city/essen``
whatever host serves it. ``/id/…`` names the thing and answers 303 to the document about it under ``/doc/…``.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from urbansec.api.context import Context, by_suffix, get, negotiate, respond
from urbansec.api.negotiation import Offer, Page, accepted
from urbansec.engine import GRAPH_FORMATS, Format
from urbansec.namespaces import GRAPH, ID
from urbansec.queries import describe

DOCUMENT_FORMATS = tuple(f for f in GRAPH_FORMATS if f.name in ("turtle", "jsonld", "rdfxml", "ntriples"))


def router(context: Context) -> APIRouter:
    """The routes of things, documents and graphs."""
    routes = APIRouter(tags=["linked data"])

    @get(routes, "/id/{path:path}", summary="A thing: redirects to the document about it", operation_id="thing", status_code=303)
    def thing(request: Request, path: str) -> Response:
        describe.require(context.engine, f"{ID}{path}")
        return RedirectResponse(f"{request.scope.get('root_path', '')}/doc/{path}", 303)

    @get(routes, "/doc/{path:path}", summary="The document about a thing, as a page or as RDF", operation_id="document")
    def document(request: Request, path: str) -> Response:
        """Chosen by `Accept`, or by a suffix: `.html`, `.ttl`, `.jsonld`, `.rdf`, `.nt`."""
        stem, dot, suffix = path.rpartition(".")
        iri = f"{ID}{stem if dot else path}"
        describe.require(context.engine, iri)
        links = _links(request, f"/doc/{stem if dot else path}", iri)
        chosen: Offer
        media_type: str | None
        if dot:
            chosen, media_type = format_of(suffix), None
        else:
            chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        if isinstance(chosen, Format):
            return respond(describe.describe(context.engine, iri, chosen), media_type, headers=links)
        view = describe.outline(context.engine, iri)
        return context.pages.render(request, "resource.html", headers={**links, "Vary": "Accept"}, outline=view, formats=DOCUMENT_FORMATS)

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


def _links(request: Request, path: str, iri: str) -> dict[str, str]:
    here = f"{request.scope.get('root_path', '')}{path}"
    alternates = [f'<{here}.{f.suffix}>; rel="alternate"; type="{f.media_type}"' for f in DOCUMENT_FORMATS]
    return {"Link": ", ".join([*alternates, f'<{iri}>; rel="describes"'])}
