"""``/dataset``: what the graph is (DCAT, VoID), and ``/dump``: the whole of it."""

import gzip

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from urbansec import __version__
from urbansec.api.conditions import listed, request_tag
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
        return context.pages.render(request, "dataset.html", headers={"Vary": "Accept"}, classes=classes, files=files, formats=DOCUMENT_FORMATS)

    @get(routes, "/dataset.{suffix}", summary="The same in the format of the suffix", operation_id="dataset_suffix")
    def dataset_suffix(suffix: str) -> Response:
        return respond(describe.dataset(context.engine, by_suffix(suffix, DOCUMENT_FORMATS)))

    @get(routes, "/.well-known/void", summary="Leads to the description of the dataset", operation_id="void", status_code=303)
    def void(request: Request) -> Response:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/dataset", 303)

    kept: dict[str, tuple[str, bytes]] = {}

    def packed(name: str, version: str) -> bytes:
        found = kept.get(name)
        if found is not None and found[0] == version:
            return found[1]
        if context.dump is None:
            raise NotFoundError("This service has no dumps.")
        for outdated in [other for other, (of, _) in kept.copy().items() if of != version]:
            kept.pop(outdated, None)
        # mtime=0: equal data, equal bytes
        content = gzip.compress(context.dump(_DUMPS[name].name), mtime=0)
        kept[name] = (version, content)
        return content

    @get(routes, "/dump/{name}.gz", summary="The whole graph as one compressed file", operation_id="dump")
    def dump(request: Request, name: str) -> Response:
        if name not in _DUMPS:
            raise NotFoundError(f"There is no dump {name}.gz; there are: {', '.join(f'{known}.gz' for known in sorted(_DUMPS))}.")
        version = context.engine.version
        # Told from the version, so that a client that has the file need not wait until it is made again.
        tag = request_tag((__version__, version, name))
        if context.dump is not None and listed(request.headers.get("if-none-match", "").encode("latin-1"), tag):
            return Response(status_code=304, headers={"ETag": tag.decode()})
        headers = {"Content-Disposition": f'attachment; filename="{name}.gz"', "ETag": tag.decode()}
        return Response(packed(name, version), media_type="application/gzip", headers=headers)

    return routes
