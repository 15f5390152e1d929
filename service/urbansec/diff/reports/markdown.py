"""The difference as Markdown for a comment on a pull request: collapsible, escaped, and not longer than such a comment may be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from urbansec.diff.effects import AnswerChange
from urbansec.diff.names import Names
from urbansec.diff.reports.sections import Item, answer, cells, findings, moved, statements, summary
from urbansec.diff.reports.text import SIGNS
from urbansec.diff.run import Difference

LIMIT = 60_000
"""Characters; GitHub takes 65,536, GitLab a million."""
RESERVE = 1_500  # for the note on what was left out
_OPEN_UP_TO = 10  # a section of so many items is not folded
_ROWS = 10
_CELL = 120
_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+\-.!|~>]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;"}


def as_markdown(difference: Difference, limit: int = LIMIT) -> str:
    """A comment of at most ``limit`` characters; a note at its end counts what did not fit."""
    page = Page(limit - RESERVE)
    page.add(f"### Data: {escaped(difference.old)} → {escaped(difference.new)}\n\n**{escaped(summary(difference))}**\n")
    sections = [*statements(difference), ("Findings of validation", findings(difference))]
    # Findings first: they are what a reviewer must not miss.
    for heading, items in (sections[-1], *sections[:-1]):
        page.section(heading, [_item(item) for item in items])
    if difference.answers:
        page.section("Answers of saved queries", [_answer(change, difference.names) for change in difference.answers], always_folded=True)
    page.section("Moved to another file without a change", [f"- {escaped(note)}\n" for note in moved(difference)])
    return page.text()


def escaped(text: str) -> str:
    """Text that Markdown leaves alone: on one line, without markup, mentions and references."""
    flat = " ".join(text.split())
    return "".join(_ENTITIES.get(c) or (f"\\{c}" if _SPECIAL.match(c) else c) for c in flat)


@dataclass
class Page:
    """The text so far, and how many items of which section did not fit in ``room``; ``command`` shows all of them."""

    room: int
    parts: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    command: str = "urbansec diff"

    def add(self, text: str) -> None:
        """Put text at the end."""
        self.parts.append(text)
        self.room -= len(text)

    def section(self, heading: str, items: list[str], *, always_folded: bool = False) -> None:
        """A heading and as many items as there is room for."""
        if not items:
            return
        folded = always_folded or len(items) > _OPEN_UP_TO
        opening = f"\n<details><summary>{heading} ({len(items):,})</summary>\n\n" if folded else f"\n#### {heading}\n\n"
        closing = "\n</details>\n" if folded else ""
        self.room -= len(closing)
        taken = 0
        if self.room > len(opening) + len(items[0]):
            self.add(opening)
            for item in items:
                if len(item) > self.room:
                    break
                self.add(item)
                taken += 1
            self.parts.append(closing)
        if taken < len(items):
            self.left_out.append(f"{len(items) - taken:,} of {len(items):,} in “{heading}”")

    def text(self) -> str:
        """All of it, with the note on what is missing."""
        if self.left_out:
            self.parts.append(f"\n> Left out, as a comment has room for so much only: {'; '.join(self.left_out)}. Run `{self.command}` to see all.\n")
        return "".join(self.parts)


def _item(item: Item) -> str:
    details = "".join(f"  - {escaped(detail)}\n" for detail in item.details)
    return f"- `{SIGNS[item.action]}` {escaped(item.text)}\n{details}"


def _answer(change: AnswerChange, names: Names) -> str:
    title = f"<b>{escaped(answer(change))}</b>\n\n"
    if not change.variables:
        return title
    used = [i for i, _ in enumerate(change.variables) if any(row[i] for row in (*change.added[:_ROWS], *change.removed[:_ROWS]))]
    head = ["", *(escaped(change.variables[i]) for i in used)]
    return title + "".join(f"| {' | '.join(line)} |\n" for line in (head, ["---"] * len(head), *_rows(change, used, names))) + "\n"


def _rows(change: AnswerChange, used: list[int], names: Names) -> Iterator[list[str]]:
    for sign, found in (("+", change.added), ("-", change.removed)):
        for row in found[:_ROWS]:
            shown = cells(row, names)
            yield [f"`{sign}`", *(escaped(shown[i] if len(shown[i]) <= _CELL else f"{shown[i][: _CELL - 1]}…") for i in used)]
        if len(found) > _ROWS:
            yield [f"`{sign}`", f"… and {len(found) - _ROWS:,} more", *[""] * (len(used) - 1)]
