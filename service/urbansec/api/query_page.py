"""The page of a saved query: its form, the answer, how to cite and to repeat it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request, Response

from urbansec.api.asking import Answered, Asked, answer, base_of
from urbansec.api.context import Context
from urbansec.api.paging import NUMBER, SIZE, Paging
from urbansec.api.query_document import CITATIONS
from urbansec.api.query_form import fields
from urbansec.citation import bibtex
from urbansec.errors import ParameterError
from urbansec.pages.code import Snippet, snippets
from urbansec.queries import SavedQuery, Table, describe
from urbansec.results import formats_of, in_order

# A page of so many rows is still quick to show, and is searched in the browser better than many short ones.
_USUAL_ROWS = 2_000


@dataclass(frozen=True)
class Shown:
    """What the page tells of an answer: the rows of one page, where the others are, how to repeat and to cite it."""

    answered: Answered
    table: Table
    labels: dict[str, str]
    pages: dict[str, str]
    place: str
    code: tuple[Snippet, ...]
    bibtex: str


def render(context: Context, request: Request, query: SavedQuery, name: str) -> Response:
    """The page of ``query``, which the address calls ``name``; status 422 if a parameter is not right."""
    root = request.scope.get("root_path", "")
    here = f"{root}/queries/{quote(name, safe='@')}"
    problem: ParameterError | None = None
    shown: Shown | None = None
    asked = Asked.read(request)
    try:
        shown = _shown(context, request, query, here)
    except ParameterError as error:
        # Whoever opens the form of a query that needs a value has done nothing wrong yet.
        problem = error if asked.given or asked.reserved or error.parameter not in query.header.params else None
    versions = context.catalogue.versions_of(query.name)
    return context.pages.render(
        request,
        "query.html",
        status=422 if problem else 200,
        headers={"Vary": "Accept", **(shown.answered.headers() if shown else {})},
        query=query,
        here=here,
        tail=_tail(asked.pairs),
        fields=fields(query, asked.given, context.engine, problem),
        shown=shown,
        problem=problem,
        nearby=_nearby(query, problem, asked, here),
        formats=formats_of(query),
        citations=tuple(CITATIONS),
        examples=[(f"{here}{_tail(_pairs(example.params))}", example) for example in query.header.examples],
        versions=versions,
        current=None if versions[:1] == (query.version,) else next((each.version for each in context.catalogue if each.name == query.name), ""),
    )


def _shown(context: Context, request: Request, query: SavedQuery, here: str) -> Shown:
    answered = answer(request, query, context.engine)
    usual = query.header.pagination or _USUAL_ROWS
    paging = Paging.read(answered.asked.reserved, usual=usual) or Paging(usual, 1)
    whole = in_order(query, answered.table)
    total = len(whole.rows)
    part = paging.part(total)
    table = Table(whole.variables, whole.rows[part])
    first = answered.part(f"result.{formats_of(query)[0].suffix}")
    citation = answered.citation
    return Shown(
        answered,
        table,
        describe.table_labels(context.engine, table),
        paging.addresses(here, answered.asked.pairs, total) if paging.pages(total) > 1 else {},
        f"{part.start + 1} to {min(part.stop, total)} of {total}",
        snippets(base_of(request), f"{query.name}@{query.version}", citation.arguments, first, table=answered.part("result.csv")),
        bibtex(citation, answered.base),
    )


def _nearby(query: SavedQuery, problem: ParameterError | None, asked: Asked, here: str) -> list[tuple[str, str]]:
    """The values that may have been meant, each with the address that asks for it in place of the wrong one."""
    if problem is None or len(asked.given.get(problem.parameter, ())) != 1 or problem.parameter not in query.header.params:
        return []
    name, near = problem.parameter, problem.members.get("near", ())
    values = [value for value in near if isinstance(value, str)] if isinstance(near, list) else []
    return [(value, f"{here}{_tail([(each, value if each == name else typed) for each, typed in asked.pairs])}") for value in values]


def _pairs(params: Mapping[str, str | tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(name, text) for name, value in params.items() for text in ([value] if isinstance(value, str) else value)]


def _tail(pairs: Sequence[tuple[str, str]]) -> str:
    """The parameters again as part of an address, without those that hold nothing, and not those for a page: downloads are whole."""
    kept = [(name, value) for name, value in pairs if value.strip() and name not in (SIZE, NUMBER)]
    return f"?{urlencode(kept, safe=':/,')}" if kept else ""
