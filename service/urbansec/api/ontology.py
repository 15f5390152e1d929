"""The ontology: a page, RDF, its modules one by one, their diagrams, the JSON-LD context, the shapes."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from urbansec.api.context import Context, get, negotiate, respond
from urbansec.api.negotiation import Offer, Page, accepted
from urbansec.api.resources import DOCUMENT_FORMATS, format_of
from urbansec.engine import Format
from urbansec.errors import NotFoundError
from urbansec.namespaces import BASE
from urbansec.pages.diagram import STYLE, Picture, module_diagram, overview_diagram, picture, value_in_words
from urbansec.queries import describe
from urbansec.queries.ontology import ROOT, graph_of, is_part, read_ontology
from urbansec.queries.terms import Ontology

# A picture opened by itself obeys its own policy: nothing but the one style sheet that it holds.
_STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_PICTURE_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"


@dataclass(frozen=True)
class _View:
    """What the page is made from; it changes only with the data."""

    ontology: Ontology | None
    pictures: dict[str, Picture]


def router(context: Context) -> APIRouter:
    """The routes of the ontology and the shapes."""
    routes = APIRouter(tags=["ontology"])

    @lru_cache(maxsize=1)
    def view(_version: str) -> _View:
        ontology = read_ontology(context.engine)
        if ontology is None:
            return _View(None, {})
        diagrams = {module.name: module_diagram(ontology, module) for module in ontology.modules}
        return _View(ontology, {name: picture(diagram) for name, diagram in {ROOT: overview_diagram(ontology), **diagrams}.items()})

    def answer(request: Request, chosen: Offer, media_type: str | None) -> Response:
        if isinstance(chosen, Format):
            return respond(describe.ontology(context.engine, chosen), media_type)
        seen = view(context.engine.version)
        return context.pages.render(
            request,
            "ontology.html",
            headers={"Vary": "Accept"},
            ontology=seen.ontology,
            pictures=seen.pictures,
            words=value_in_words,
            formats=DOCUMENT_FORMATS,
        )

    @get(routes, "/ontology", summary="The ontology, as a page or as RDF", operation_id="ontology")
    def ontology(request: Request) -> Response:
        chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        return answer(request, chosen, media_type)

    @get(routes, "/ontology.{suffix}", summary="The ontology in the format of the suffix", operation_id="ontology_suffix")
    def ontology_suffix(request: Request, suffix: str) -> Response:
        return answer(request, format_of(suffix), None)

    @get(routes, "/ontology/context.jsonld", summary="The JSON-LD context", operation_id="context")
    def json_context() -> Response:
        return FileResponse(context.assets.context, media_type="application/ld+json")

    @get(routes, "/ontology/diagrams/{name}.svg", summary="The diagram of a module", operation_id="diagram")
    def diagram(name: str) -> Response:
        """`urbansec` is the overview of all modules."""
        pictures = view(context.engine.version).pictures
        if name not in pictures:
            raise NotFoundError(f"There is no diagram {name}; there are: {', '.join(sorted(pictures)) or 'none'}.")
        return Response(pictures[name].svg, media_type="image/svg+xml", headers={"Content-Security-Policy": _PICTURE_POLICY})

    @get(routes, "/ontology/{path:path}", summary="A module, alignment or version of the ontology", operation_id="ontology_part")
    def ontology_part(request: Request, path: str) -> Response:
        """RDF holds what that part says and no more, as `owl:imports` wants; a page leads to its place in the whole."""
        chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        graph = graph_of(context.engine, f"{BASE}ontology/{path}")
        if graph and isinstance(chosen, Format):
            return respond(describe.graph_content(context.engine, graph, chosen), media_type)
        if not is_part(context.engine, path):
            raise NotFoundError(f"The ontology has no part or version {path!r}.")
        place = f"#module-{path}" if path in view(context.engine.version).pictures else ""
        return RedirectResponse(f"{request.scope.get('root_path', '')}/ontology{place}", 303, headers={"Vary": "Accept"})

    @get(routes, "/shapes", summary="The SHACL shapes, as Turtle", operation_id="shapes")
    def shapes(request: Request) -> Response:
        negotiate(accepted(request), DOCUMENT_FORMATS[:1])
        files = sorted(context.assets.shapes.glob("*.ttl"))
        text = "\n".join(path.read_text("utf-8") for path in files)
        return Response(text, media_type="text/turtle", headers={"Vary": "Accept"})

    return routes
