"""The ontology: a page, RDF, its modules one by one, their diagrams, the JSON-LD context, the questions it must answer; the shapes."""

import hashlib
from base64 import b64encode

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from urbansec.api import shapes
from urbansec.api.context import Context, get, negotiate, respond
from urbansec.api.negotiation import Offer, Page, accepted
from urbansec.api.ontology_view import Views
from urbansec.api.resources import DOCUMENT_FORMATS, format_of
from urbansec.engine import Format
from urbansec.errors import NotFoundError
from urbansec.namespaces import BASE
from urbansec.pages.diagram import STYLE
from urbansec.pages.language import language_of, spoken_in
from urbansec.queries import describe
from urbansec.queries.ontology import graph_of, is_part

_LISTING = "resources"  # the saved query that lists the things of a class
# A picture opened by itself obeys its own policy: nothing but the one style sheet that it holds.
_STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_PICTURE_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"


def router(context: Context) -> APIRouter:
    """The routes of the ontology and the shapes."""
    routes = APIRouter(tags=["ontology"])

    views = Views(context)

    def answer(request: Request, chosen: Offer, media_type: str | None) -> Response:
        if isinstance(chosen, Format):
            return respond(describe.ontology(context.engine, chosen), media_type)
        seen, spoken = views.now, views.spoken(request)
        return context.pages.render(
            request,
            "ontology.html",
            headers={"Vary": "Accept"},
            ontology=seen.ontology,
            pictures=spoken.pictures,
            words=spoken.words,
            rules=spoken.rules,
            labels=spoken.labels,
            samples=seen.samples,
            used=seen.used,
            asked=seen.asked,
            listing=any(query.name == _LISTING for query in context.catalogue),
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
    def diagram(request: Request, name: str) -> Response:
        """`urbansec` is the overview of all modules. Words in it are in the language of the pages."""
        pictures = views.spoken(request).pictures
        if name not in pictures:
            raise NotFoundError(f"There is no diagram {name}; there are: {', '.join(sorted(pictures)) or 'none'}.")
        headers = {"Content-Security-Policy": _PICTURE_POLICY, **spoken_in(language_of(request))}
        return Response(pictures[name].svg, media_type="image/svg+xml", headers=headers)

    @get(routes, "/ontology/questions", summary="The questions that the ontology must be able to answer", operation_id="competency_questions")
    def questions(request: Request) -> Response:
        """A page: the competency questions with their queries and the terms that these ask with."""
        return context.pages.render(request, "ontology_questions.html", questions=views.now.questions)

    @get(routes, "/ontology/vocabularies", summary="The vocabularies with their concepts", operation_id="vocabularies")
    def vocabularies(request: Request) -> Response:
        """A page: every concept with its definition and how many things are described with it."""
        seen = views.now
        schemes = seen.ontology.schemes if seen.ontology else ()
        return context.pages.render(request, "ontology_vocabularies.html", ontology=seen.ontology, schemes=schemes, concepts=seen.concepts)

    @get(routes, "/ontology/{path:path}", summary="A module, alignment or version of the ontology", operation_id="ontology_part")
    def ontology_part(request: Request, path: str) -> Response:
        """RDF holds what that part says and no more, as `owl:imports` wants; a page leads to its place in the whole."""
        chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        graph = graph_of(context.engine, f"{BASE}ontology/{path}")
        if graph and isinstance(chosen, Format):
            return respond(describe.graph_content(context.engine, graph, chosen), media_type)
        if not is_part(context.engine, path):
            raise NotFoundError(f"The ontology has no part or version {path!r}.")
        place = f"#module-{path}" if path in views.spoken(request).pictures else ""
        return RedirectResponse(f"{request.scope.get('root_path', '')}/ontology{place}", 303, headers={"Vary": "Accept"})

    routes.include_router(shapes.router(context, views))
    return routes
