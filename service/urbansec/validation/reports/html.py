"""The report as one page that needs nothing else: no script, no other file, no host.

What comes from data is text and never markup; nothing in the page is a link but to a part of the page itself.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from urbansec import __version__
from urbansec.errors import shown_path
from urbansec.validation.finding import SEVERITIES, Finding
from urbansec.validation.reports.excerpt import Excerpts, Row
from urbansec.validation.reports.phrases import facts, scope, source, spot, term, verdict
from urbansec.validation.reports.view import Item, View
from urbansec.validation.reports.visible import one_line, paragraphs, visible
from urbansec.validation.reports.words import anchor_words, say, severity_word


@dataclass(frozen=True)
class Group:
    """The findings of a file; ``id`` is the anchor of its part of the page."""

    id: str
    name: str
    items: list[Item]

    def count(self, kind: str) -> int:
        """How many are of a severity, or known."""
        return sum(kind == (item.finding.severity if item.state == "new" else "known") for item in self.items)


def write(view: View) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader("urbansec.validation.reports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    excerpts = Excerpts(item.finding.place for item in view.items if item.finding.place)

    def rows(finding: Finding) -> list[Row]:
        return excerpts.of(finding.place) if finding.place else []

    def details(finding: Finding) -> list[tuple[str, str]]:
        return _details(view, finding)

    return environment.get_template("report.html").render(
        view=view,
        groups=_groups(view),
        totals=Counter(item.finding.severity if item.state == "new" else "known" for item in view.items),
        severities=SEVERITIES,
        columns=(*SEVERITIES, "known"),
        scope=scope(view),
        verdict=verdict(view),
        version=__version__,
        rows=rows,
        details=details,
        place=_place,
        say=lambda word: say(view.lang, word),
        severity_word=lambda severity: severity_word(view.lang, severity),
        one_line=one_line,
        term=term,
    )


def _groups(view: View) -> list[Group]:
    """File by file, the file with the worst finding first; what is in no file last."""
    worst: dict[str, int] = {}
    for item in sorted(view.items, key=lambda item: (not item.finding.file, item.state == "known")):
        worst.setdefault(item.finding.file, len(worst))
    ordered = sorted(view.items, key=lambda item: (worst[item.finding.file], item.finding.place is not None and item.finding.place.line))
    grouped: Iterable[tuple[str, Iterable[Item]]] = groupby(ordered, key=lambda item: item.finding.file)
    return [
        Group(f"file-{number}", visible(shown_path(file)) if file else say(view.lang, "unplaced"), list(items))
        for number, (file, items) in enumerate(grouped, 1)
    ]


def _place(finding: Finding) -> str:
    return spot(shown_path(finding.place.file), finding.place) if finding.place and finding.place.file else ""


def _details(view: View, finding: Finding) -> list[tuple[str, str]]:
    """Pairs of a word and what it introduces; a text may have several lines."""
    pairs = [("place", anchor_words(view.lang, finding.anchor))]
    pairs += zip(("resource", "property", "value"), facts(finding), strict=True)
    pairs += [("found", finding.found), ("expected", finding.expected), ("example", finding.example), ("hint", finding.hint)]
    if finding.derivation:
        by = f"{say(view.lang, 'by_rule')} {shown_path(finding.derivation.rule)}: {finding.derivation.summary}"
        pairs.append(("derived", f"{finding.derivation.statement}\n{by}"))
    pairs += [("see", f"{spot(shown_path(related.place.file), related.place)}: {related.note}") for related in finding.related]
    pairs.append(("source", source(finding)))
    return [(say(view.lang, word), "\n".join(paragraphs(text))) for word, text in pairs if text]
