"""The start page, the map of members and the timeline of the network.

Each is made of the answers of saved queries, and links to them; so it works on any engine and any data, and says where there are none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from fastapi import APIRouter, Request, Response

from urbansec.api import overview_members as members
from urbansec.api import overview_timeline as timeline
from urbansec.api.asking import Asked
from urbansec.api.context import Context, get
from urbansec.api.overview_asked import Choice, choose, period
from urbansec.api.overview_forums import Answered, Forum, Row, ask, read_forums, text
from urbansec.api.overview_growth import GROWTH, REPORTED, Growth, growth
from urbansec.api.overview_map import SPANS, Found, MemberMap, member_map
from urbansec.api.overview_members import Member
from urbansec.namespaces import shorten
from urbansec.pages import language_of
from urbansec.pages.catalogues import marked
from urbansec.pages.render import local_address
from urbansec.queries.describe import Name, select, table_labels

MAIN_QUESTION = "cities-in-both-forums"
_NAMES = "forum-names"
FIGURES = {
    "urb:Forum": marked("Forums"),
    "urb:TerritorialAuthority": marked("Cities and regions"),
    "urb:Membership": marked("Memberships"),
    "urb:Event": marked("Events"),
    "urb:Project": marked("Projects"),
    "urb:Publication": marked("Publications"),
    "urb:Source": marked("Sources"),
    "urb:Evidence": marked("Evidence"),
    "urb:ReportedCount": marked("Reported numbers"),
}
"""The classes whose sizes the start page tells, and what they are called."""
_COUNTS = f"""
SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  VALUES ?class {{ {" ".join(FIGURES)} }}
  ?kind rdfs:subClassOf* ?class . ?thing a ?kind .
}} GROUP BY ?class"""


def router(context: Context) -> APIRouter:
    """The routes of the pages that show the whole."""
    routes = APIRouter(tags=["pages"])

    @get(routes, "/", summary="The start page: the main question, the map of members on a day, growth, figures", operation_id="start")
    def start(request: Request) -> Response:
        """`on` is the day of the map, `forum` (several times) the forums on it, `growth` the forum whose growth is shown."""
        page = _Page(context, request)
        choice = page.choose()
        return context.pages.render(
            request,
            "start.html",
            status=422 if choice.wrong else 200,
            choice=choice,
            map=page.map(choice, by_kind=False),
            growth=page.growth(choice),
            main=page.main(),
            figures=page.figures(),
            forums=page.forums,
            has=page.has,
            key=shorten,
        )

    @get(routes, "/map", summary="The map of members on a day, with the table of who is on it", operation_id="map")
    def map_page(request: Request) -> Response:
        """`on` is the day, `forum` and `kind` (several times each) choose the members."""
        page = _Page(context, request)
        choice = page.choose()
        return context.pages.render(
            request,
            "map.html",
            status=422 if choice.wrong else 200,
            choice=choice,
            map=page.map(choice, by_kind=True),
            names=members.KINDS,
            one=members.ONE,
            by_iri={forum.iri: forum for forum in page.forums},
            country=partial(members.country_name, language=page.language),
            has=page.has,
            key=shorten,
        )

    @get(routes, "/timeline", summary="The timeline of the network: foundings, events, who joined and left", operation_id="timeline")
    def timeline_page(request: Request) -> Response:
        """`forum` and `kind` (several times each) and the days `from` and `to` filter it."""
        page = _Page(context, request)
        wanted = period(page.given, page.forums, timeline.KINDS, page.today)
        asked = [
            *(("forums", shorten(iri)) for iri in wanted.forums),
            *(("kinds", kind) for kind in wanted.kinds),
            *((name, day) for name, day in (("from", wanted.first), ("to", wanted.last)) if day),
        ]
        answer = page.ask(timeline.TIMELINE, asked, labelled=True)
        found = timeline.read_happenings(answer.rows if answer else ())
        return context.pages.render(
            request,
            "timeline.html",
            status=422 if wanted.wrong else 200,
            wanted=wanted,
            answer=answer,
            found=found,
            graphic=timeline.draw(found, page.forums, page.link, first=wanted.first, last=wanted.last),
            forums=page.forums,
            by_iri={forum.iri: forum for forum in page.forums},
            kinds=timeline.KINDS,
            one=timeline.ONE,
        )

    return routes


@dataclass(frozen=True)
class Main:
    """The main question for two forums and its answer on a day; ``labels`` are the names of what the answer names."""

    answer: Answered
    pair: tuple[Forum, ...]
    labels: Mapping[str, Name]
    day: str

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows by how sure they are, the surest first."""
        return [(status, [row for row in self.answer.rows if text(row, "status") == status]) for status in (members.CERTAIN, members.POSSIBLE)]


class _Page:
    """What the three pages share: the language, the forums, the day of today, and how to ask."""

    def __init__(self, context: Context, request: Request) -> None:
        self._context = context
        self.language = language_of(request)
        self.link = partial(local_address, root=request.scope.get("root_path", ""))
        self.given = Asked.read(request).given
        self.today = date.today()
        self.has = frozenset(query.name for query in context.catalogue)
        self.forums = read_forums(self.ask(_NAMES), self.language)

    def ask(self, name: str, arguments: Sequence[tuple[str, str]] = (), *, labelled: bool = False) -> Answered | None:
        """The answer of a saved query; ``labelled`` ones give names in the language of the page."""
        own = [("lang", self.language)] if labelled and self.language != "en" else []
        return ask(self._context.catalogue, self._context.engine, name, [*arguments, *own])

    @cached_property
    def _spans(self) -> Answered | None:
        return self.ask(SPANS, labelled=True)

    @cached_property
    def _members(self) -> list[Member]:
        return members.read_members(self._spans.rows if self._spans else ())

    def choose(self) -> Choice:
        """The controls of the map."""
        return choose(self.given, self.forums, members.kinds_of(self._members), self.today)

    def map(self, choice: Choice, *, by_kind: bool) -> MemberMap:
        """The map of members."""
        happened = self.ask(timeline.TIMELINE, [("kinds", "founding"), ("kinds", "event")], labelled=True)
        return member_map(choice, self._members, Found(self._spans, happened), self.forums, by_kind=by_kind, link=self.link)

    def growth(self, choice: Choice) -> Growth | None:
        """The growth of the forum chosen, else of the one chosen alone for the map, else of the query's own."""
        query = self._context.catalogue.current(GROWTH)
        own = query.header.params["forum"].defaults if query and "forum" in query.header.params else ()
        wanted = [choice.growth, *(choice.forums if len(choice.forums) == 1 else ()), *own]
        forum = next((each for iri in wanted for each in self.forums if iri in {each.iri, each.key}), self.forums[0] if self.forums else None)
        if forum is None:
            return None
        years = self.ask(GROWTH, [("forum", forum.key)])
        return growth(forum, years, self.ask(REPORTED, [("forum", forum.key)], labelled=True), self.link) if years else None

    def main(self) -> Main | None:
        """The main question with its answer of today."""
        answer = self.ask(MAIN_QUESTION)
        if answer is None:
            return None
        query = self._context.catalogue.get(MAIN_QUESTION)
        defaults = [name for parameter in query.header.params.values() if parameter.resource_class == "urb:Forum" for name in parameter.defaults]
        known = {forum.key: forum for forum in self.forums}
        pair = [known[name] for name in defaults if name in known]
        return Main(answer, tuple(pair), table_labels(self._context.engine, answer.table, (self.language, "en")), self.today.isoformat())

    def figures(self) -> list[tuple[str, str, int]]:
        """Class, name and number of what there is most of interest; none of what there is not."""
        rows = select(self._context.engine, _COUNTS).rows
        counts = {shorten(row["class"]["value"]): int(row["count"]["value"]) for row in rows}
        return [(name, words, counts[name]) for name, words in FIGURES.items() if counts.get(name)]
