"""The report for people at a terminal.

The first line of each finding is ``file:line:column: severity: message``, which terminals make a link and problem
matchers read; its severity is English in every language. The lines below are indented or have a gutter.
"""

from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from urbansec.errors import shown_path
from urbansec.validation.finding import SEVERITIES, Finding
from urbansec.validation.reports.excerpt import Excerpts, Row
from urbansec.validation.reports.phrases import about, headline, source, spot, term, verdict
from urbansec.validation.reports.view import Item, View
from urbansec.validation.reports.visible import one_line, paragraphs, visible
from urbansec.validation.reports.words import anchor_words, count, say

STYLES = {"violation": "bold red", "warning": "yellow", "info": "cyan"}


def lines(view: View, *, quiet: bool = False) -> Iterator[Text]:
    """The report line by line, styled for a terminal; ``quiet`` gives one line for each finding and no more."""
    if quiet:
        yield from (_head(view, item.finding) for item in _by_file(view))
        if view.outcome.omitted:
            yield Text(say(view.lang, "omitted", count=view.outcome.omitted))
        return
    excerpts = Excerpts(item.finding.place for item in view.new if item.finding.place)
    for item in _by_file(view):
        yield _head(view, item.finding)
        yield from _excerpt(excerpts, item.finding)
        yield from _details(view, item.finding)
        yield Text()
    yield from _ending(view)


def _by_file(view: View) -> list[Item]:
    """New findings file by file: the file with the worst first, in a file from top to bottom; those without a file last."""
    ordered = sorted(view.new, key=lambda item: not item.finding.file)
    rank: dict[str, int] = {}
    for item in ordered:
        rank.setdefault(item.finding.file, len(rank))

    def key(item: Item) -> tuple[int, int, int]:
        place = item.finding.place
        return (rank[item.finding.file], place.line if place else 0, place.column if place else 0)

    return sorted(ordered, key=key)


def _head(view: View, finding: Finding) -> Text:
    start = f"{spot(shown_path(finding.place.file), finding.place)}: " if finding.place and finding.place.file else ""
    severity, colon, message = headline(view, finding).partition(":")
    return Text.assemble((start, "bold"), (f"{severity}{colon}", STYLES[finding.severity]), (message, "bold"))


def _excerpt(excerpts: Excerpts, finding: Finding) -> Iterator[Text]:
    rows = excerpts.of(finding.place) if finding.place else []
    if not rows:
        return
    style = STYLES[finding.severity]
    width = len(str(rows[-1].number))
    yield Text(f" {'':>{width}} |", style="dim")
    for at, row in enumerate(rows):
        if at and row.number > rows[at - 1].number + 1:
            yield Text(f"{'…':>{width + 1}}", style="dim")
        several = len(rows) > 1
        yield _gutter(str(row.number), width, mark=several).append(row.before).append(row.marked, style).append(row.after)
        # Of a stretch over several lines the carets show where it begins and where it ends.
        if not several or at in {0, len(rows) - 1}:
            yield _carets(row, width, style)


def _gutter(number: str, width: int, *, mark: bool = False) -> Text:
    return Text.assemble((f" {number:>{width}} {'>' if mark else '|'} ", "dim"))


def _carets(row: Row, width: int, style: str) -> Text:
    return _gutter("", width).append(" " * row.indent).append("^" * row.width, style)


def _details(view: View, finding: Finding) -> Iterator[Text]:
    lang = view.lang
    yield from _detail(say(lang, "place"), anchor_words(lang, finding.anchor))
    if finding.path or finding.focus:
        yield from _detail(say(lang, "about"), " ".join(about(finding)))
    for word, value in (("found", finding.found), ("expected", finding.expected), ("example", finding.example), ("hint", finding.hint)):
        if value:
            yield from _detail(say(lang, word), value)
    if finding.derivation:
        yield from _detail(say(lang, "derived"), finding.derivation.statement)
        because = f"{say(lang, 'by_rule')} {shown_path(finding.derivation.rule)}: {finding.derivation.summary}"
        yield from _detail("", because)
    for related in finding.related:
        yield from _detail(say(lang, "see"), f"{spot(shown_path(related.place.file), related.place)}: {one_line(related.note)}")
    yield from _detail(say(lang, "source"), source(finding))


def _detail(word: str, value: str) -> Iterator[Text]:
    label = f"{word}:" if word else ""
    for at, line in enumerate(paragraphs(value)):
        yield Text.assemble((f"   {label if not at else '':<13} ", "dim"), line)


def _ending(view: View) -> Iterator[Text]:
    outcome, lang = view.outcome, view.lang
    for entry in outcome.stale:
        what = " ".join(filter(None, (one_line(entry.message), f"({term(entry.focus)})" if entry.focus else "")))
        yield Text(f"baseline: {say(lang, 'stale')}: {what} [{visible(entry.shape) and term(entry.shape)}]", style="yellow")
    for note in outcome.notes:
        yield Text(f"{say(lang, 'note')}: {one_line(note)}")
    tallies = list(_tallies(view))
    if len(tallies) > 1:
        yield from tallies
    failed = view.exit_code or not outcome.conforms
    yield Text(verdict(view), style="bold red" if failed else "bold green")


def _tallies(view: View) -> Iterator[Text]:
    for file, group in groupby(_by_file(view), key=lambda item: item.finding.file):
        found = [item.finding.severity for item in group]
        parts = [count(view.lang, severity, found.count(severity)) for severity in SEVERITIES if severity in found]
        yield Text(f"{visible(shown_path(file)) if file else say(view.lang, 'unplaced')}: {', '.join(parts)}", style="dim")
