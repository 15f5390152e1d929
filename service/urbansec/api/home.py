"""The page that explains the problems."""

import inspect as reflection

from fastapi import APIRouter, Request, Response

from urbansec.api.context import Context, get
from urbansec.api.errors import STATUS, problem_name

_CUT = (
    "The result is longer than this service gives. What came are its first rows, in the order that the query asks for; the header "
    "X-Result-Truncated tells how many and which limit it is. Ask for less, or in parts with LIMIT and OFFSET."
)


def router(context: Context) -> APIRouter:
    """The route of the page."""
    routes = APIRouter(tags=["pages"])

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
