"""The editor: a page to write a query and see its answer."""

from fastapi import APIRouter, Request, Response

from urbansec.api.context import Context, get
from urbansec.api.errors import STATUS
from urbansec.engine import GRAPH_FORMATS
from urbansec.engine import Request as Query
from urbansec.errors import UrbansecError
from urbansec.queries import Table, read_table
from urbansec.queries.describe import table_labels
from urbansec.queries.table import JSON

_TURTLE = GRAPH_FORMATS[0]
_EXAMPLE = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX urb: <https://w3id.org/urbansec/ontology#>

SELECT ?member ?name ?since WHERE {
  ?membership urb:forum <https://w3id.org/urbansec/id/forum/defus> ; urb:member ?member .
  ?member skos:prefLabel ?name . FILTER(LANG(?name) = "en")
  OPTIONAL { ?membership urb:since ?since }
} ORDER BY ?name
"""


def router(context: Context) -> APIRouter:
    """The routes of the editor."""
    routes = APIRouter(tags=["pages"])

    @get(routes, "/editor", summary="Write a query and see its answer", operation_id="editor")
    def editor(request: Request, query: str = "") -> Response:
        table: Table | None = None
        text = ""
        problem: UrbansecError | None = None
        volatile = False
        if query.strip():
            try:
                asked = Query(query)
                volatile = asked.inspection.volatile
                if asked.inspection.form.gives_graph:
                    text = context.engine.execute(asked, _TURTLE).content.decode()
                else:
                    table = read_table(context.engine.execute(asked, JSON).content)
            except UrbansecError as error:
                problem = error
        status = STATUS.get(type(problem), 500) if problem else 200
        labels = table_labels(context.engine, table) if table else {}
        return context.pages.render(
            request,
            "editor.html",
            status=int(status),
            headers={"Cache-Control": "no-store"} if volatile else {},
            query=query or _EXAMPLE,
            table=table,
            labels=labels,
            text=text,
            problem=problem,
            asked=bool(query.strip()),
        )

    return routes
