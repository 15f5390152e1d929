"""``/dataset``: what the graph is (DCAT, VoID), and ``/dump``: the whole of it."""

import gzip
from functools import lru_cache

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from urbansec.api.context import Context, by_suffix, get, negotiate, respond
from urbansec.api.negotiation import Page, accepted
from urbansec.api.resources import DOCUMENT_FORMATS
from urbansec.dataset.dump import DUMP_FORMATS
from urbansec.engine import GRAPH_FORMATS, Format
from urbansec.errors import NotFoundError
from urbansec.queries import describe

_CLASSES = """
SELECT ?class ?label ?entities WHERE {
  ?partition void:class ?class ; void:entities ?entities .
  ?class rdfs:isDefinedBy ?ontology ; rdfs:label ?label . FILTER(LANG(?label) = "en")
} ORDER BY DESC(?entities) ?label"""
_DUMPS = {f"urbansec.{f.suffix}": f for f in GRAPH_FORMATS if f.name in DUMP_FORMATS}


def router(context: Context) -> APIRouter:
    """The routes of the dataset as a whole."""
    routes = APIRouter(tags=["dataset"])

    @get(routes, "/dataset", summary="The dataset: licence, coverage, figures, distributions (DCAT, VoID)", operation_id="dataset")
    def dataset(request: Request) -> Response:
        chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        if isinstance(chosen, Format):
            return respond(describe.dataset(context.engine, chosen), media_type)
        files = sorted(_DUMPS) if context.dump else []
        classes = describe.select(context.engine, _CLASSES).rows
        return context.pages.render(
            request, "dataset.html", headers={"Vary": "Accept"}, classes=classes, files=files, formats=DOCUMENT_FORMATS, data_version=context.engine.version
        )

    @get(routes, "/dataset.{suffix}", summary="The same in the format of the suffix", operation_id="dataset_suffix")
    def dataset_suffix(suffix: str) -> Response:
        return respond(describe.dataset(context.engine, by_suffix(suffix, DOCUMENT_FORMATS)))

    @get(routes, "/.well-known/void", summary="Leads to the description of the dataset", operation_id="void", status_code=303)
    def void(request: Request) -> Response:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/dataset", 303)

    @lru_cache(maxsize=len(_DUMPS))
    def packed(name: str) -> bytes:
        if context.dump is None:
            raise NotFoundError("This service has no dumps.")
        # mtime=0: equal data, equal bytes
        return gzip.compress(context.dump(_DUMPS[name].name), mtime=0)

    @get(routes, "/dump/{name}.gz", summary="The whole graph as one compressed file", operation_id="dump")
    def dump(name: str) -> Response:
        if name not in _DUMPS:
            raise NotFoundError(f"There is no dump {name}.gz; there are: {', '.join(f'{known}.gz' for known in sorted(_DUMPS))}.")
        headers = {"Content-Disposition": f'attachment; filename="{name}.gz"'}
        return Response(packed(name), media_type="application/gzip", headers=headers)

    return routes
