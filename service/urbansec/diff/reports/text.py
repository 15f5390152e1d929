"""The difference as lines for a terminal or a file."""

from collections.abc import Iterator

from urbansec.diff.reports.sections import Item, answer, findings, moved, row_text, statements, summary
from urbansec.diff.run import Difference

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_ROWS = 3


def as_text(difference: Difference) -> Iterator[tuple[str, str]]:
    """Lines, each with a style: ``heading``, ``added``, ``removed``, ``changed``, ``detail`` or ``summary``."""
    yield "heading", f"From {difference.old} to {difference.new}"
    for heading, items in statements(difference):
        yield from _section(f"{heading} ({len(items):,})", items)
    yield from _section("Findings of validation", findings(difference))
    if difference.answers:
        yield "heading", f"\nAnswers of saved queries ({len(difference.answers):,})"
        for change in difference.answers:
            action = change.status if change.status in SIGNS else "changed"
            yield action, f"  {SIGNS[action]} {answer(change)}"
            for style, found in (("added", change.added), ("removed", change.removed)):
                for row in found[:_ROWS]:
                    yield "detail", f"      {SIGNS[style]} {row_text(change, row, difference.names)}"
                if len(found) > _ROWS:
                    yield "detail", f"      {SIGNS[style]} … and {len(found) - _ROWS:,} more"
    notes = moved(difference)
    if notes:
        yield "heading", ""
    for note in notes:
        yield "detail", note
    yield "summary", f"\n{summary(difference)}"


def _section(heading: str, items: list[Item]) -> Iterator[tuple[str, str]]:
    if items:
        yield "heading", f"\n{heading}"
    for item in items:
        yield item.action, f"  {SIGNS[item.action]} {item.text}"
        for detail in item.details:
            yield "detail", f"      {detail}"
