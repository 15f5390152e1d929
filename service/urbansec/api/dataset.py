"""``/dataset``: what the graph is (DCAT, VoID), and ``/dump``: the whole of it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from urbansec import __version__
from urbansec.api.conditions import listed, request_tag
from urbansec.api.context import Context, by_suffix, get, negotiate, respond
from urbansec.api.dataset_page import render
from urbansec.api.dumps import FILES, Dumps
from urbansec.api.negotiation import Page, accepted
from urbansec.api.resources import DOCUMENT_FORMATS
from urbansec.engine import Format
from urbansec.errors import NotFoundError
from urbansec.queries import describe


def router(context: Context) -> APIRouter:
    """The routes of the dataset as a whole."""
    routes = APIRouter(tags=["dataset"])
    dumps = Dumps(context.dump)

    @get(routes, "/dataset", summary="The dataset: licence, coverage, figures, distributions (DCAT, VoID)", operation_id="dataset")
    def dataset(request: Request) -> Response:
        chosen, media_type = negotiate(accepted(request), (*DOCUMENT_FORMATS, Page()))
        if isinstance(chosen, Format):
            return respond(describe.dataset(context.engine, chosen), media_type)
        return render(context, request, dumps, DOCUMENT_FORMATS)

    @get(routes, "/dataset.{suffix}", summary="The same in the format of the suffix", operation_id="dataset_suffix")
    def dataset_suffix(suffix: str) -> Response:
        return respond(describe.dataset(context.engine, by_suffix(suffix, DOCUMENT_FORMATS)))

    @get(routes, "/.well-known/void", summary="Leads to the description of the dataset", operation_id="void", status_code=303)
    def void(request: Request) -> Response:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/dataset", 303)

    @get(routes, "/dump/{name}.gz", summary="The whole graph as one compressed file", operation_id="dump")
    def dump(request: Request, name: str) -> Response:
        if name not in FILES:
            raise NotFoundError(f"There is no dump {name}.gz; there are: {', '.join(f'{known}.gz' for known in sorted(FILES))}.")
        version = context.engine.version
        # Told from the version, so that a client that has the file need not wait until it is made again.
        tag = request_tag((__version__, version, name))
        if context.dump is not None and listed(request.headers.get("if-none-match", "").encode("latin-1"), tag):
            return Response(status_code=304, headers={"ETag": tag.decode()})
        headers = {"Content-Disposition": f'attachment; filename="{name}.gz"', "ETag": tag.decode()}
        return Response(dumps.packed(name, version), media_type="application/gzip", headers=headers)

    return routes
