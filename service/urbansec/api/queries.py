"""``/queries``: the catalogue of saved queries, each with its form and its result in every format."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from urbansec.api.context import Context, by_suffix, get, negotiate, respond
from urbansec.api.negotiation import Page, accepted
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Format
from urbansec.errors import ParameterError
from urbansec.namespaces import expand
from urbansec.queries import SavedQuery, Table, describe
from urbansec.queries.members import class_members


class _JsonDocument:
    media_type = "application/json"
    aliases = ()


def router(context: Context) -> APIRouter:
    """The routes of the catalogue."""
    routes = APIRouter(tags=["saved queries"])

    @get(routes, "/queries", summary="The catalogue", operation_id="queries")
    def catalogue(request: Request) -> Response:
        chosen, _ = negotiate(accepted(request), (_JsonDocument(), Page()))
        if isinstance(chosen, Page):
            return context.pages.render(request, "queries.html", headers={"Vary": "Accept"}, queries=list(context.catalogue))
        documents = [_document(request, query) for query in context.catalogue]
        return JSONResponse({"data_version": context.engine.version, "queries": documents}, headers={"Vary": "Accept"})

    @get(routes, "/queries/{name}", summary="A saved query: what it answers, its parameters, its text", operation_id="query")
    def query(request: Request, name: str) -> Response:
        """As a page it also shows the answer for the parameters in the address."""
        saved = context.catalogue.get(name)
        chosen, _ = negotiate(accepted(request), (_JsonDocument(), Page()))
        if isinstance(chosen, Page):
            return _page(request, saved)
        return JSONResponse(_document(request, saved), headers={"Vary": "Accept"})

    @get(routes, "/queries/{name}/result", summary="The result of a saved query", operation_id="query_result")
    def result(request: Request, name: str) -> Response:
        """The parameters of the query stand in the address. The format follows `Accept`, or the suffix."""
        saved = context.catalogue.get(name)
        chosen, media_type = negotiate(accepted(request), (*_formats(saved), Page()))
        if not isinstance(chosen, Format):
            here = f"{request.scope.get('root_path', '')}/queries/{name}"
            return RedirectResponse(f"{here}?{request.url.query}" if request.url.query else here, 303, headers={"Vary": "Accept"})
        return respond(saved.run(context.engine, _given(request), chosen), media_type)

    @get(routes, "/queries/{name}/result.{suffix}", summary="The result in the format of the suffix", operation_id="query_result_suffix")
    def result_suffix(request: Request, name: str, suffix: str) -> Response:
        saved = context.catalogue.get(name)
        return respond(saved.run(context.engine, _given(request), by_suffix(suffix, _formats(saved))))

    @get(routes, "/queries/{name}/query.rq", summary="The query's text", operation_id="query_text")
    def text(name: str) -> Response:
        saved = context.catalogue.get(name)
        return Response(saved.text, media_type="application/sparql-query", headers={"Content-Disposition": f'inline; filename="{saved.name}.rq"'})

    def _page(request: Request, saved: SavedQuery) -> Response:
        given: dict[str, str] = {}
        table: Table | None = None
        problem: ParameterError | None = None
        try:
            given = _given(request)
            if not saved.form.gives_graph:
                table = saved.table(context.engine, given)
        except ParameterError as error:
            problem = error
        choices = {
            name: class_members(context.engine, expand(parameter.resource_class) or parameter.resource_class)
            for name, parameter in saved.header.params.items()
            if parameter.resource_class
        }
        return context.pages.render(
            request,
            "query.html",
            status=422 if problem else 200,
            headers={"Vary": "Accept"},
            query=saved,
            given=given,
            choices=choices,
            expand=expand,
            table=table,
            labels=describe.table_labels(context.engine, table) if table else {},
            problem=problem,
            formats=_formats(saved),
            data_version=context.engine.version,
        )

    return routes


def _formats(saved: SavedQuery) -> tuple[Format, ...]:
    return GRAPH_FORMATS if saved.form.gives_graph else BOOLEAN_AND_TABLE


def _given(request: Request) -> dict[str, str]:
    """The parameters in the address; one given twice is an error, because only one value could be used."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise ParameterError(f"The parameter {name} is given twice.", parameter=name)
        given[name] = value
    return given


def _document(request: Request, saved: SavedQuery) -> dict[str, Any]:
    # Not request.base_url: it leaves out the prefix under which the service is mounted.
    here = f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}/queries/{saved.name}"
    params = {name: p.model_dump(by_alias=True, exclude_defaults=True) for name, p in saved.header.params.items()}
    return {
        "name": saved.name,
        "summary": saved.summary,
        "description": saved.header.description,
        "tags": list(saved.header.tags),
        "version": saved.version,
        "form": saved.form,
        "parameters": params,
        "query": saved.text,
        "links": {"self": here, "text": f"{here}/query.rq", "result": {f.name: f"{here}/result.{f.suffix}" for f in _formats(saved)}},
    }
