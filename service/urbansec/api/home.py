"""The start page, the editor, and the page that explains the problems."""

import inspect as reflection

from fastapi import APIRouter, Request, Response

from urbansec.api.context import Context, get
from urbansec.api.errors import STATUS, problem_name
from urbansec.engine import GRAPH_FORMATS
from urbansec.engine import Request as Query
from urbansec.errors import UrbansecError
from urbansec.queries import Table, read_table
from urbansec.queries.describe import select, table_labels
from urbansec.queries.table import JSON

_TURTLE = GRAPH_FORMATS[0]
MAIN_QUESTION = "cities-in-both-forums"
_CUT = (
    "The result is longer than this service gives. What came are its first rows, in the order that the query asks for; the header "
    "X-Result-Truncated tells how many and which limit it is. Ask for less, or in parts with LIMIT and OFFSET."
)
_COUNTS = """
SELECT ?class ?label (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  VALUES ?class {
    urb:Forum urb:TerritorialAuthority urb:Organisation urb:Membership urb:Evidence urb:Event urb:Project urb:Publication urb:OfficeHolding
    urb:ReportedCount urb:Claim urb:Disagreement urb:LocalMeasure urb:Source
  }
  ?class rdfs:label ?label . FILTER(LANG(?label) = "en")
  ?thing a/rdfs:subClassOf* ?class .
} GROUP BY ?class ?label ORDER BY ?label"""
_EXAMPLE = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX urb: <https://w3id.org/urbansec/ontology#>

SELECT ?member ?name ?since WHERE {
  ?membership urb:forum <https://w3id.org/urbansec/id/forum/defus> ; urb:member ?member .
  ?member skos:prefLabel ?name . FILTER(LANG(?name) = "en")
  OPTIONAL { ?membership urb:since ?since }
} ORDER BY ?name
"""


def router(context: Context) -> APIRouter:
    """The routes of the pages that belong to no resource."""
    routes = APIRouter(tags=["pages"])

    @get(routes, "/", summary="The start page", operation_id="start")
    def start(request: Request) -> Response:
        main = next((query for query in context.catalogue if query.name == MAIN_QUESTION), None)
        answer = main.table(context.engine, {}) if main else None
        labels = table_labels(context.engine, answer) if answer else {}
        counts = select(context.engine, _COUNTS).rows
        return context.pages.render(request, "start.html", main=main, answer=answer, labels=labels, counts=counts, queries=list(context.catalogue))

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

    @get(routes, "/problems", summary="What the problems mean", operation_id="problems")
    def problems(request: Request) -> Response:
        rows = [
            {"name": problem_name(kind), "title": kind.title, "status": int(status), "text": _plain(reflection.getdoc(kind) or "")}
            for kind, status in STATUS.items()
        ]
        rows.append({"name": "cut", "title": "The result was cut", "status": 200, "text": _CUT})
        return context.pages.render(request, "problems.html", problems=sorted(rows, key=lambda row: (row["status"], row["name"])))

    return routes


def _plain(docstring: str) -> str:
    """A docstring without its marks for code."""
    return docstring.replace("``", "")
