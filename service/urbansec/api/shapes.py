"""The shapes: as RDF, as a page that tells each in words, and for each the data that break it."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response

from urbansec.api.context import Context, by_suffix, content_type, get, negotiate
from urbansec.api.negotiation import Page, accepted
from urbansec.api.ontology_view import Views
from urbansec.api.resources import DOCUMENT_FORMATS
from urbansec.engine import Format
from urbansec.errors import NotFoundError
from urbansec.namespaces import PREFIXES, SHAPES


def router(context: Context, views: Views) -> APIRouter:
    """The routes of the shapes."""
    routes = APIRouter(tags=["ontology"])

    def written(chosen: Format, media_type: str | None = None) -> Response:
        texts = [path.read_text("utf-8") for path in sorted(context.assets.shapes.glob("*.ttl"))]
        content: str | bytes = "\n".join(texts)
        if chosen.name != "turtle":  # the files themselves are the Turtle, with their remarks
            assert isinstance(chosen.writer, ox.RdfFormat)
            content = ox.serialize(_triples(texts), format=chosen.writer, prefixes=dict(PREFIXES)) or b""
        return Response(content, headers={"Content-Type": content_type(chosen, media_type), "Vary": "Accept"})

    @get(routes, "/shapes", summary="The SHACL shapes, in words or as RDF", operation_id="shapes")
    def shapes(request: Request) -> Response:
        chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        if isinstance(chosen, Format):
            return written(chosen, media_type)
        view = views.now
        teller = views.spoken(request).teller
        return context.pages.render(
            request,
            "shapes.html",
            headers={"Vary": "Accept"},
            graph=view.graph,
            teller=teller,
            wrong=view.wrong,
            formats=DOCUMENT_FORMATS,
            iri=SHAPES,
        )

    @get(routes, "/shapes.{suffix}", summary="The shapes in the format of the suffix", operation_id="shapes_suffix")
    def shapes_suffix(suffix: str) -> Response:
        return written(by_suffix(suffix, DOCUMENT_FORMATS))

    @get(routes, "/shapes/examples/{name}", summary="Data that break a shape", operation_id="shape_examples")
    def examples(request: Request, name: str) -> Response:
        """A page: what is wrong, and small data in which it is."""
        iri, view = f"{SHAPES}#{name}", views.now
        if iri not in view.wrong:
            raise NotFoundError(f"There are no examples of data that break a shape {name!r}.")
        teller = views.spoken(request).teller
        return context.pages.render(request, "shape_examples.html", name=name, told=teller.told.get(iri), examples=view.wrong[iri])

    return routes


def _triples(texts: Iterable[str]) -> Iterator[ox.Triple]:
    """The triples of Turtle texts. Nameless nodes are numbered as they come, so that the same texts give the same bytes each time."""
    numbers: dict[ox.BlankNode, ox.BlankNode] = {}

    def named(node: ox.BlankNode) -> ox.BlankNode:
        return numbers.setdefault(node, ox.BlankNode(f"n{len(numbers)}"))

    for text in texts:
        for quad in ox.parse(text, format=ox.RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            yield ox.Triple(
                named(subject) if isinstance(subject, ox.BlankNode) else subject,
                quad.predicate,
                named(value) if isinstance(value, ox.BlankNode) else value,
            )
