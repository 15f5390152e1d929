"""What the page of the editor is made of."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlencode

from fastapi import Request, Response

from urbansec.api.context import Context
from urbansec.api.editor_answer import BYTES, Shown, ask
from urbansec.api.editor_places import ENDPOINT, Place, Places
from urbansec.api.errors import STATUS, TooLargeError
from urbansec.api.query_views import VIEW_NAMES
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS
from urbansec.errors import NotFoundError, UrbansecError
from urbansec.pages.language import language_of
from urbansec.pages.render import local_address
from urbansec.pages.saved import meaning, word
from urbansec.pages.views import TABLE, Reader, View, draw, query_views
from urbansec.queries.assist import Example
from urbansec.queries.describe import table_labels

VIEW, EXAMPLE, EXAMPLES = "page-view", "page-example", "page-examples"
_TABLES = sorted(BOOLEAN_AND_TABLE, key=lambda offer: ("csv", "tsv", "json", "xml").index(offer.name))
_GRAPHS = tuple(offer for offer in GRAPH_FORMATS if offer.name in ("turtle", "jsonld", "rdfxml", "ntriples"))
_BEGIN = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX urb: <https://w3id.org/urbansec/ontology#>

SELECT ?member ?name ?since WHERE {
  ?membership urb:forum <https://w3id.org/urbansec/id/forum/defus> ; urb:member ?member .
  ?member skos:prefLabel ?name . FILTER(LANG(?name) = "en")
  OPTIONAL { ?membership urb:since ?since }
} ORDER BY ?name
"""
_BEGIN_ELSEWHERE = "SELECT * WHERE {\n  ?subject ?predicate ?object\n}\nLIMIT 20\n"


@dataclass(frozen=True)
class Asked:
    """What a request to the editor says."""

    query: str = ""
    view: str = ""
    endpoint: str = ""
    example: str = ""
    examples: bool = False

    @classmethod
    def read(cls, given: Sequence[tuple[str, str]]) -> "Asked":
        """From the parameters of an address or a form; of one that is given twice the first counts."""
        found = dict(reversed(given))
        # Forms send the ends of lines as CRLF; one text shall have one address.
        query = found.get("query", "").replace("\r\n", "\n")
        return cls(query, found.get(VIEW, ""), found.get(ENDPOINT, ""), found.get(EXAMPLE, ""), examples=bool(found.get(EXAMPLES)))

    def pairs(self, **changed: str) -> list[tuple[str, str]]:
        """The parameters that ask the same, or with another ``view``."""
        found = {"query": self.query, VIEW: changed.get("view", self.view), ENDPOINT: self.endpoint}
        return [(name, value) for name, value in found.items() if value]


@dataclass(frozen=True)
class Choice:
    """A link in a row of them: a view or a download. Without an ``address`` it needs a form, as the query is too long."""

    name: str
    label: str
    address: str = ""
    chosen: bool = False


class Editor:
    """Makes the pages."""

    def __init__(self, context: Context, places: Places) -> None:
        self._context = context
        self._places = places

    async def page(self, request: Request, asked: Asked, *, lasting: bool = True) -> Response:
        """The page with the answer; what goes wrong is told on it. Without ``lasting`` it has no address and nobody keeps it."""
        place, shown, problem = self._places.here, None, None
        try:
            place = self._places.named(asked.endpoint)
            if asked.query.strip():
                self._check_size(asked.query)
                shown = await ask(place.engine, asked.query)
        except UrbansecError as error:
            problem = error
        # Labels are asked for and pictures are drawn, which takes time.
        return await asyncio.to_thread(partial(self._page, request, asked, place, shown, problem, lasting=lasting))

    def _check_size(self, query: str) -> None:
        limit = self._context.settings.max_query_bytes
        if len(query) > limit or len(query.encode(errors="replace")) > limit:
            raise TooLargeError(f"A query may have {limit} bytes.", limit=limit)

    def _page(self, request: Request, asked: Asked, place: Place, shown: Shown | None, problem: UrbansecError | None, *, lasting: bool) -> Response:  # noqa: PLR0913 - what the page hangs on
        root = request.scope.get("root_path", "")
        language, begin = language_of(request), asked.query
        examples: tuple[Example, ...] = ()
        try:
            examples = self._examples(place, asked, language)
            if not begin.strip():
                begin = _text_of(asked.example, examples) or (_BEGIN if place.here and self._context.catalogue else _BEGIN_ELSEWHERE)
        except UrbansecError as error:
            problem = problem or error
        answer = self._answer(asked, shown, root, language) if shown is not None else {}
        keep = lasting and place.here and not (shown is not None and shown.volatile)
        return self._context.pages.render(
            request,
            "editor.html",
            status=int(STATUS.get(type(problem), 500)) if problem else 200,
            headers={} if keep else {"Cache-Control": "no-store"},
            query=begin,
            asked=asked,
            place=place,
            places=self._places.others,
            examples=examples,
            problem=problem,
            shown=shown,
            most_bytes=BYTES,
            longest=self._context.settings.max_url_bytes,
            permalink=self.address(root, asked.pairs()) if lasting else "",
            **{"views": [], "drawn": None, "labels": {}, "downloads": [], "result_form": "", **answer},
        )

    def _answer(self, asked: Asked, shown: Shown, root: str, language: str) -> dict[str, object]:
        """What the page needs for the answer."""
        labels = table_labels(self._context.engine, shown.table, (language, "en"))
        views = query_views(shown.table) if shown.table.rows and shown.truth is None else (TABLE,)
        chosen = next((view for view in views if view.name == asked.view), TABLE)
        reader = Reader(labels, partial(local_address, root=root), partial(word, language=language), partial(meaning, language=language))
        drawn = draw(chosen, shown.table, reader, title="", ident="answer-picture") if chosen is not TABLE else None
        offers = _GRAPHS if shown.form.gives_graph else _TABLES
        if asked.endpoint:
            result_form = f"{root}/editor/result"
            downloads = [Choice(offer.suffix, offer.name, self.address(root, asked.pairs(view=""), f"/editor/result.{offer.suffix}")) for offer in offers]
        else:
            result_form = f"{root}/sparql"
            downloads = [Choice(offer.suffix, offer.name, self.address(root, [("query", asked.query), ("format", offer.name)], "/sparql")) for offer in offers]
        return {
            "views": [self._view(root, asked, view, chosen) for view in _in_order(views)],
            "drawn": drawn,
            "labels": labels,
            "downloads": downloads,
            "result_form": result_form,
        }

    def _view(self, root: str, asked: Asked, view: View, chosen: View) -> Choice:
        name = "" if view is TABLE else view.name
        return Choice(view.name, VIEW_NAMES[view.name], self.address(root, asked.pairs(view=name)), view is chosen)

    def address(self, root: str, pairs: Sequence[tuple[str, str]], path: str = "/editor") -> str:
        """The address on this host; empty if it is too long for one."""
        if sum(len(value) for _, value in pairs) > self._context.settings.max_url_bytes:
            return ""  # escaped it only gets longer, and that takes time
        found = f"{root}{path}?{urlencode(pairs, quote_via=quote)}"
        return found if len(found) <= self._context.settings.max_url_bytes else ""

    def _examples(self, place: Place, asked: Asked, language: str) -> tuple[Example, ...]:
        """The saved queries for our data; what others publish only if somebody wants to see it."""
        if place.here and self._context.catalogue:
            return tuple(Example(query.name, query.summary, query.text, "en") for query in self._context.catalogue)
        return place.examples(language) if place.here or asked.examples or asked.example else ()


def _in_order(views: Iterable[View]) -> list[View]:
    order = list(VIEW_NAMES)
    return sorted(views, key=lambda view: order.index(view.name))


def _text_of(name: str, examples: Sequence[Example]) -> str:
    """The text of the example ``name``, empty if none is asked for."""
    if not name:
        return ""
    found = next((example.text for example in examples if example.name == name), None)
    if found is None:
        raise NotFoundError(f"There is no example {name[:100]!r} here.")
    return found
