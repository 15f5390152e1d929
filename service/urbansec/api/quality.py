"""``/quality``: what somebody needs to judge the graph, as a page and as JSON.

Every figure comes from a saved query, which it names, or from the validation of the data. The page is kept like any other
answer for as long as the data are the same, except while they are being checked, or if that failed.
"""

from dataclasses import dataclass
from functools import cached_property, partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from urbansec.api import quality_page as shown
from urbansec.api import quality_parts as parts
from urbansec.api.asking import base_of
from urbansec.api.context import Context, get, negotiate
from urbansec.api.feeds import anchor
from urbansec.api.judged import GAP_WORDS, SEVERITIES, Judgement
from urbansec.api.negotiation import Page, accepted
from urbansec.api.quality_document import document
from urbansec.api.quality_parts import Answered
from urbansec.pages.catalogues import marked, translations
from urbansec.pages.language import language_of
from urbansec.pages.render import local_address
from urbansec.queries.releases import Release, read_releases

QUERIES = ("completeness", "disagreements", "evidence-by-certainty", "evidence-gaps-by-forum", "sources", "figures")
SHOWN_SOURCES = 10
SHOWN_FINDINGS = 20
_ELSEWHERE = Judgement(
    state="does not apply",
    detail=marked("Only what the service loads from the files that urbansec ships is checked, not other data (--data) nor those of an engine elsewhere."),
)


class _Json:
    media_type = "application/json"
    aliases = ()


@dataclass(frozen=True)
class Quality:
    """All that there is to tell. ``answers`` are by the name of the query; a query that the service does not have is missing."""

    data_version: str
    release: Release | None
    releases: tuple[Release, ...]
    judgement: Judgement
    answers: dict[str, Answered]

    @property
    def lasting(self) -> bool:
        """Whether the same data will give the same."""
        return self.judgement.settled and not any(answer.problem for answer in self.answers.values())

    @cached_property
    def reported(self) -> list[parts.Reported]:
        """Numbers reported."""
        return parts.reported(self._rows("completeness"))

    @cached_property
    def disagreements(self) -> list[parts.Disagreement]:
        """What sources say differently."""
        return parts.disagreements(self._rows("disagreements"))

    @cached_property
    def sureness(self) -> list[parts.Sureness]:
        """How much is stated and how much inferred."""
        return parts.sureness(self._rows("evidence-by-certainty"))

    @cached_property
    def documented(self) -> list[parts.Documented]:
        """Gaps by forum."""
        return parts.documented(self._rows("evidence-gaps-by-forum"))

    @cached_property
    def carrying(self) -> list[parts.Carrying]:
        """Sources."""
        return parts.carrying(self._rows("sources"))

    @cached_property
    def verdicts(self) -> dict[str, int]:
        """How many of the numbers reported have which verdict, the known verdicts first."""
        return parts.counted(self.reported, lambda each: each.verdict, parts.VERDICTS)

    @cached_property
    def classes(self) -> list[parts.Sized]:
        """How many things there are of each class."""
        return parts.sized(self._rows("figures"))

    @property
    def sizes(self) -> dict[str, int]:
        """How many things there are of each class, the largest first, by the label of the class."""
        return {each.label: each.things for each in self.classes}

    @property
    def evidence(self) -> tuple[int, int]:
        """Pieces of evidence, and how many of them are inferred."""
        return sum(each.evidence for each in self.carrying), sum(each.inferred for each in self.carrying)

    def _rows(self, name: str) -> tuple[parts.Row, ...]:
        return self.answers[name].rows if name in self.answers else ()


def router(context: Context) -> APIRouter:
    """The route of the quality page."""
    routes = APIRouter(tags=["dataset"])

    @get(routes, "/quality", summary="How good the data are: validation, completeness, disagreements, evidence", operation_id="quality")
    def quality(request: Request) -> Response:
        """JSON or a page, by `Accept`. Each figure names the saved query that gives it."""
        chosen, _ = negotiate(accepted(request), (_Json(), Page()))
        base = base_of(request)
        found = gather(context, base)
        headers = {"Vary": "Accept"} if found.lasting else {"Vary": "Accept", "Cache-Control": "no-store"}
        if not isinstance(chosen, Page):
            return JSONResponse(document(found, base), headers=headers)
        language, root = language_of(request), request.scope.get("root_path", "")
        say, link = translations(language).gettext, partial(local_address, root=root)
        named = shown.names(found, context.engine, language)
        by_forum = parts.by_forum(found.reported)
        years = shown.by_year(found.carrying)
        return context.pages.render(
            request,
            "quality.html",
            headers=headers,
            found=found,
            base=base,
            named=named,
            reasons=shown.reasons(context.engine, language) if found.disagreements else {},
            ends=shown.ends,
            years=years,
            certainty_chart=shown.certainty_chart(found.sureness, named),
            growth_chart=shown.growth_chart(years),
            counts_charts={forum: shown.counts_chart(counts, named, say, link, f"counts-chart-{n}") for n, (forum, counts) in enumerate(by_forum.items())},
            judgement=found.judgement,
            report=found.judgement.report,
            anchor=anchor,
            address=parts.address,
            percent=parts.percent,
            verdicts=parts.VERDICTS,
            gaps=parts.GAPS,
            gap_words=GAP_WORDS,
            severities=SEVERITIES,
            by_forum=by_forum,
            most=SHOWN_FINDINGS,
            top=SHOWN_SOURCES,
        )

    return routes


def gather(context: Context, base: str) -> Quality:
    """What the data say of their own quality, and how far their check is."""
    version = context.engine.version
    found = ((name, parts.ask(context.catalogue, context.engine, name, base)) for name in QUERIES)
    known = read_releases(context.engine)
    return Quality(
        version,
        known.releases[0] if known else None,
        known.releases if known else (),
        context.judge(version) if context.judge else _ELSEWHERE,
        {name: answer for name, answer in found if answer is not None},
    )
