"""The start page, and the page that explains the problems."""

import inspect as reflection

from fastapi import APIRouter, Request, Response

from urbansec.api.context import Context, get
from urbansec.api.errors import STATUS, problem_name
from urbansec.queries.describe import select, table_labels

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
