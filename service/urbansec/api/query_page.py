"""The page of a saved query: its form, the answer, how to cite and to repeat it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from urllib.parse import quote

from fastapi import Request, Response

from urbansec.api.asking import VIEW, Answered, Asked, answer, base_of
from urbansec.api.context import Context
from urbansec.api.paging import NUMBER, SIZE, Paging, address
from urbansec.api.query_document import CITATIONS
from urbansec.api.query_form import LANGUAGE, Form
from urbansec.api.query_views import Viewed, check_view, names_of, viewed
from urbansec.citation import bibtex
from urbansec.citation.record import AUTHOR
from urbansec.errors import ParameterError
from urbansec.pages.code import Snippet, snippets
from urbansec.pages.language import language_of
from urbansec.pages.render import local_address
from urbansec.queries import SavedQuery, Table
from urbansec.results import formats_of, in_order

# A page of so many rows is still quick to show, and is searched in the browser better than many short ones.
_USUAL_ROWS = 2_000
_NAMED = 6_000


@dataclass(frozen=True)
class Shown:
    """What the page tells of an answer: the rows of one page, where the others are, how to repeat and to cite it."""

    answered: Answered
    table: Table
    labels: dict[str, str]
    viewed: Viewed
    pages: dict[str, str]
    part: slice
    total: int
    code: tuple[Snippet, ...]
    bibtex: str
    author: str
    year: int


def render(context: Context, request: Request, query: SavedQuery, name: str) -> Response:
    """The page of ``query``, which the address calls ``name``; status 422 if a parameter is not right."""
    root = request.scope.get("root_path", "")
    here = f"{root}/queries/{quote(name, safe='@')}"
    language = language_of(request)
    problem: ParameterError | None = None
    shown: Shown | None = None
    asked = in_language(query, Asked.read(request), language)
    try:
        check_view(asked.reserved.get(VIEW, ""))
        shown = _shown(context, request, query, asked, here)
    except ParameterError as error:
        # Whoever opens the form of a query that needs a value has done nothing wrong yet.
        sent = {name for name, _ in asked.pairs} - {VIEW, LANGUAGE}
        problem = error if sent or error.parameter not in query.header.params else None
    versions, today = context.catalogue.versions_of(query.name), context.catalogue.current(query.name)
    return context.pages.render(
        request,
        "query.html",
        status=422 if problem else 200,
        headers={"Vary": "Accept", **(shown.answered.headers() if shown else {})},
        query=query,
        here=here,
        tail=_tail(asked.pairs),
        fields=Form(context.engine, language).fields(query, asked.given, problem),
        kept_view=asked.reserved.get(VIEW, ""),
        shown=shown,
        picture=f"{here}/result.svg{_tail(asked.pairs, shown.viewed.view)}" if shown else "",
        problem=problem,
        nearby=_nearby(query, problem, asked, here),
        formats=formats_of(query),
        citations=tuple(CITATIONS),
        examples=[(f"{here}{_tail(_pairs(example.params))}", example) for example in query.header.examples],
        versions=versions,
        current=None if versions[:1] == (query.version,) else today.version if today else "",
    )


def in_language(query: SavedQuery, asked: Asked, language: str) -> Asked:
    """What is asked, in the language of the page if the query takes one and the address says none."""
    parameter = query.header.params.get(LANGUAGE)
    if parameter is None or parameter.type != "lang" or any(value.strip() for value in asked.given.get(LANGUAGE, ())):
        return asked
    return Asked.of([*((name, value) for name, value in asked.pairs if name != LANGUAGE), (LANGUAGE, language)])


def _shown(context: Context, request: Request, query: SavedQuery, asked: Asked, here: str) -> Shown:
    language = language_of(request)
    answered = answer(request, query, context.engine, asked)
    usual = query.header.pagination or _USUAL_ROWS
    paging = Paging.read(answered.asked.reserved, usual=usual) or Paging(usual, 1)
    whole = in_order(query, answered.table)
    total = len(whole.rows)
    part = paging.part(total)
    # The rows of this page, and those that a picture can show.
    labels = names_of(Table(whole.variables, (*whole.rows[part], *whole.rows[:_NAMED])), query, context.engine, language)
    first = answered.part(f"result.{formats_of(query)[0].suffix}")
    citation = answered.citation
    return Shown(
        answered,
        Table(whole.variables, whole.rows[part]),
        labels,
        viewed(
            whole,
            asked.reserved.get(VIEW, ""),
            lambda view: f"{here}{_tail(asked.pairs, view)}",
            query=query,
            labels=labels,
            link=partial(local_address, root=request.scope.get("root_path", "")),
            language=language,
        ),
        paging.addresses(here, answered.asked.pairs, total) if paging.pages(total) > 1 else {},
        slice(part.start + 1, min(part.stop, total)),
        total,
        snippets(base_of(request), f"{query.name}@{query.version}", citation.arguments, first, table=answered.part("result.csv")),
        bibtex(citation, answered.base),
        AUTHOR,
        citation.issued.astimezone(UTC).year,
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


def _tail(pairs: Sequence[tuple[str, str]], view: str = "") -> str:
    """The parameters again as part of an address, without those that hold nothing, and not those for a page: downloads are whole."""
    kept = [(name, value) for name, value in pairs if value.strip() and name not in (SIZE, NUMBER, VIEW)]
    kept += [(VIEW, view)] if view else []
    return address("", kept)
