"""Which answers changed, as lines for a terminal, as Markdown for a pull request, and as JSON."""

import json
from collections.abc import Iterator
from typing import Any

from urbansec.citation import Difference, Row, readable
from urbansec.diff.drift import Answer, Drift
from urbansec.diff.reports.markdown import LIMIT, RESERVE, Page, escaped
from urbansec.diff.reports.sections import number
from urbansec.diff.reports.text import SIGNS

VERSION = 1
_ROWS, _TEXT_ROWS, _JSON_ROWS = 10, 5, 100
_CELL = 120
_CAUSES = {"data": "", "query": " because the query changed", "data and query": " because data and query changed", "": ""}


def as_text(drift: Drift) -> Iterator[tuple[str, str]]:
    """Lines, each with a style: ``heading``, ``added``, ``removed``, ``changed``, ``detail`` or ``summary``."""
    yield "heading", f"From {drift.old} to {drift.new}"
    for answer in drift.answers:
        action = answer.status if answer.status in SIGNS else "changed"
        yield action, f"  {SIGNS[action]} {_told(answer)}"
        if answer.difference is None:
            continue
        lines = list(_lines(answer.difference))
        for sign, cells in lines[:_TEXT_ROWS]:
            yield "detail", f"      {sign} {', '.join(f'{name} {cell}' for name, cell in zip(answer.difference.variables, cells, strict=True) if cell)}"
        if len(lines) > _TEXT_ROWS:
            yield "detail", f"      … and {len(lines) - _TEXT_ROWS:,} more rows"
    yield "summary", f"\n{summary(drift)}"


def as_markdown(drift: Drift, limit: int = LIMIT) -> str:
    """A comment of at most ``limit`` characters; a note at its end counts what did not fit."""
    page = Page(limit - RESERVE, command="urbansec query report")
    page.add(f"### Answers: {escaped(drift.old)} → {escaped(drift.new)}\n\n**{escaped(summary(drift))}**\n")
    failed = [answer for answer in drift.answers if answer.status == "failed"]
    by_data = [answer for answer in drift.answers if answer.status == "changed" and answer.cause != "query"]
    by_query = [answer for answer in drift.answers if answer.status == "changed" and answer.cause == "query"]
    other = [answer for answer in drift.answers if answer.status in ("added", "removed")]
    for heading, answers in (
        ("Without an answer", failed),
        ("Changed by the data", by_data),
        ("Changed by the query", by_query),
        ("Queries that are new or gone", other),
    ):
        page.section(heading, [_item(answer) for answer in answers])
    return page.text()


def as_json(drift: Drift) -> str:
    """The whole of it. Terms are written as in N-Triples; of each answer the first 100 rows of each kind are given."""
    document = {
        "version": VERSION,
        "old": drift.old,
        "new": drift.new,
        "equal": drift.is_empty,
        "queries": drift.queries,
        "asked": drift.asked,
        "answers": [_answer(answer) for answer in drift.answers],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def summary(drift: Drift) -> str:
    """One sentence on all of it."""
    counted = f"{number(drift.asked, 'answer')} of {drift.queries:,} saved {'query' if drift.queries == 1 else 'queries'} compared"
    if drift.is_empty:
        return f"No answer changed; {counted}."
    statuses = [answer.status for answer in drift.answers]
    words = {"changed": "changed", "failed": "failed", "added": "new", "removed": "gone"}
    return f"{', '.join(f'{statuses.count(status):,} {word}' for status, word in words.items() if status in statuses)}; {counted}."


def _told(answer: Answer) -> str:
    asked = ", ".join(f"{name} = {', '.join(values)}" for name, values in answer.arguments.items())
    title = f"{answer.name}{f' ({asked})' if asked else ''}: {answer.summary}"
    note = f" {answer.note}" if answer.note else ""
    if answer.difference is None:
        return f"{title}.{note or {'added': ' The query is new.', 'removed': ' The query is gone.'}.get(answer.status, '')}"
    counted = answer.difference.summary().removeprefix("Rows: ").removesuffix(".")
    return f"{title}. {number(answer.rows[0], 'row')} before, {answer.rows[1]:,} now: {counted}{_CAUSES[answer.cause]}.{note}"


def _item(answer: Answer) -> str:
    title = f"<b>{escaped(_told(answer))}</b>\n\n"
    if answer.difference is None:
        return title
    lines = list(_lines(answer.difference))
    used = [i for i, _ in enumerate(answer.difference.variables) if any(cells[i] for _, cells in lines[:_ROWS])]
    head = ["", *(escaped(answer.difference.variables[i]) for i in used)]
    rows = [[f"`{sign}`", *(escaped(_cut(cells[i])) for i in used)] for sign, cells in lines[:_ROWS]]
    if len(lines) > _ROWS:
        rows.append(["", f"… and {len(lines) - _ROWS:,} more", *[""] * (len(used) - 1)])
    return title + "".join(f"| {' | '.join(line)} |\n" for line in (head, ["---"] * len(head), *rows)) + "\n"


def _lines(difference: Difference) -> Iterator[tuple[str, list[str]]]:
    """The rows with their signs; a cell that changed tells both values."""
    for changed in difference.changed:
        yield SIGNS["changed"], [_edit(old, new) for old, new in zip(changed.before, changed.after, strict=True)]
    for sign, rows in ((SIGNS["added"], difference.added), (SIGNS["removed"], difference.removed)):
        for row in rows:
            yield sign, [readable(cell) for cell in row]


def _edit(old: str, new: str) -> str:
    if old == new:
        return readable(new)
    before, after = (readable(old), readable(new)) if readable(old) != readable(new) else (old, new)
    return f"{before or 'nothing'} → {after or 'nothing'}"


def _cut(text: str) -> str:
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def _answer(answer: Answer) -> dict[str, Any]:
    told = answer.difference

    def rows(found: tuple[Row, ...]) -> list[list[str]]:
        return [list(row) for row in found[:_JSON_ROWS]]

    return {
        "query": answer.name,
        "summary": answer.summary,
        "arguments": {name: list(values) for name, values in answer.arguments.items()},
        "status": answer.status,
        "cause": answer.cause,
        "note": answer.note,
        "rows": {"before": answer.rows[0], "now": answer.rows[1]},
        "difference": None
        if told is None
        else {
            "variables": list(told.variables),
            "columns": list(told.columns),
            "added": len(told.added),
            "removed": len(told.removed),
            "changed": len(told.changed),
            "rows_added": rows(told.added),
            "rows_removed": rows(told.removed),
            "rows_changed": [{"before": list(row.before), "after": list(row.after)} for row in told.changed[:_JSON_ROWS]],
        },
    }
