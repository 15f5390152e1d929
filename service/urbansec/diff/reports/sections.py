"""What the reports for people have in common: sections with items."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from urbansec.citation import Row, readable
from urbansec.diff.effects import AnswerChange
from urbansec.diff.names import Names
from urbansec.diff.run import Difference

if TYPE_CHECKING:
    from urbansec.validation import Finding

_HEADINGS = {
    "membership": "Memberships",
    "event": "Events",
    "participation": "Who took part in events",
    "project participation": "Who takes part in projects",
    "count": "Reported counts",
    "office": "Offices",
    "disagreement": "Disagreements",
    "claim": "Claims",
    "source": "Sources",
    "evidence": "Evidence",
    "resource": "Other resources",
}
_STATUS = {"added": "is new", "removed": "is gone"}


@dataclass(frozen=True)
class Item:
    """A line with further lines; ``action`` is ``added``, ``removed`` or ``changed``."""

    action: str
    text: str
    details: tuple[str, ...] = ()


def statements(difference: Difference) -> list[tuple[str, list[Item]]]:
    """The sentences by kind of record; kinds without any are left out."""
    found: dict[str, list[Item]] = {}
    for sentence in difference.sentences:
        found.setdefault(sentence.kind, []).append(Item(sentence.action, sentence.text, sentence.details))
    only_other = list(found) == ["resource"]
    return [("Resources" if only_other else heading, found[kind]) for kind, heading in _HEADINGS.items() if kind in found]


def findings(difference: Difference) -> list[Item]:
    """New findings of validation, then those that are gone."""
    if difference.findings is None:
        return []
    new = [Item("added", _finding(finding)) for finding in difference.findings.new]
    return new + [Item("removed", _finding(finding)) for finding in difference.findings.gone]


def moved(difference: Difference) -> list[str]:
    """A note on each pair of files between which statements moved."""
    notes = []
    for move in difference.moved:
        shown = ", ".join(difference.names.curie(iri) if ":" in iri and not iri.startswith("<<") else iri for iri in move.subjects[:3])
        more = f" and {len(move.subjects) - 3} more" if len(move.subjects) > 3 else ""
        notes.append(f"Moved without a change, from {move.before} to {move.after}: {shown}{more}")
    return notes


def answer(change: AnswerChange) -> str:
    """What happened to a saved query, without its rows."""
    if change.status in _STATUS:
        text = f"{change.name} ({change.summary}) {_STATUS[change.status]}"
    elif change.status == "failed":
        text = f"{change.name} ({change.summary}) could not be compared: {change.note}"
    else:
        text = f"{change.name} ({change.summary}): {rows(change)}"
    return text + (" (the query itself changed, too)" if change.edited else "")


def rows(change: AnswerChange) -> str:
    """How many rows came and went."""
    parts = [f"{number(len(found), 'row')} {word}" for found, word in ((change.added, "added"), (change.removed, "removed")) if found]
    return ", ".join(parts)


def cells(row: Row, names: Names) -> list[str]:
    """The values of a row for people."""
    return [_cell(cell, names) for cell in row]


def row_text(change: AnswerChange, row: Row, names: Names) -> str:
    """A row on one line: the variables that are bound, with their values."""
    return ", ".join(f"{variable} {cell}" for variable, cell in zip(change.variables, cells(row, names), strict=True) if cell)


def summary(difference: Difference) -> str:
    """One sentence on all of it."""
    if difference.is_empty:
        return "No difference."
    counted = difference.statements
    parts = [f"{number(counted['added'], 'statement')} added, {counted['removed']:,} removed"]
    if difference.findings is not None:
        parts.append(f"{number(len(difference.findings.new), 'finding')} new, {len(difference.findings.gone):,} gone")
    if difference.answers is not None:
        parts.append(f"{number(len(difference.answers), 'answer')} of saved queries other than before")
    return f"{'; '.join(parts)}."


def _finding(finding: "Finding") -> str:
    place = finding.place
    where = ":".join(str(part) for part in (place.file, place.line, place.column) if part) + ": " if place else ""
    return f"{finding.severity}: {where}{finding.message}"


def _cell(cell: str, names: Names) -> str:
    if cell.startswith("<") and cell.endswith(">") and not cell.startswith("<<"):
        return names.curie(cell[1:-1])
    return readable(cell)


def number(count: int, word: str) -> str:
    """The word with its number, ``1 row`` or ``2 rows``."""
    return f"{count:,} {word}{'s' * (count != 1)}"
