"""What a change brings about: findings of validation, and answers of saved queries, that are other than before."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from urbansec.dataset import Snapshot, load_shipped
from urbansec.diff.sides import Side
from urbansec.engine import EmbeddedEngine
from urbansec.errors import UrbansecError
from urbansec.queries import Catalogue, SavedQuery, Table
from urbansec.queries.parameters import TODAY
from urbansec.validation import Finding, validate
from urbansec.validation.fingerprint import fingerprints

Progress = Callable[[str], None]
Row = tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """Findings that one side has and the other has not, worst first."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]

    @property
    def differ(self) -> bool:
        """Whether there are any."""
        return bool(self.new or self.gone)


@dataclass(frozen=True)
class AnswerChange:
    """A saved query whose answer is other than before.

    ``status`` is ``added`` or ``removed`` for a query that only one side has, ``changed`` for another answer, ``failed`` if one
    of the sides gave none (``note`` says why). ``edited`` tells whether its text changed. Rows hold a value for each of ``variables``.
    """

    name: str
    summary: str
    status: str
    variables: tuple[str, ...] = ()
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    edited: bool = False
    note: str = ""


def findings(old: Side, new: Side) -> Findings:
    """What validation finds on one side only, whatever its place in the files; each side is checked against its own shapes."""
    before, after = _findings(old), _findings(new)
    return Findings(
        tuple(finding for key, finding in after.items() if key not in before),
        tuple(finding for key, finding in before.items() if key not in after),
    )


def _findings(side: Side) -> dict[str, Finding]:
    if side.assets is None:
        return {}
    found = validate(side.assets, side.data).findings
    return dict(zip(fingerprints(found, root=side.root), found, strict=True))


def answers(old: Side, new: Side, *, today: date, progress: Progress) -> Iterator[AnswerChange]:
    """The saved queries, with their defaults and the same ``today`` on both sides, that give other rows; each side has its own queries."""
    if old.assets is None or new.assets is None:
        return
    engines = [_engine(side) for side in (old, new)]
    before, after = ({query.name: query for query in Catalogue(assets.queries / "saved")} for assets in (old.assets, new.assets))
    same_data = engines[0].version == engines[1].version
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            query = before.get(name) or after[name]
            yield AnswerChange(name, query.summary, "removed" if name in before else "added")
            continue
        edited = before[name].text != after[name].text
        if same_data and not edited:
            continue
        progress(name)
        change = _compared(before[name], after[name], engines, today, edited=edited)
        if change is not None:
            yield change


def _engine(side: Side) -> EmbeddedEngine:
    if side.assets is None:
        raise ValueError("a side without rules has no answers")
    snapshot: Snapshot = load_shipped(side.assets, data=side.data)
    return EmbeddedEngine(snapshot, seconds=60.0)


def _compared(before: SavedQuery, after: SavedQuery, engines: list[EmbeddedEngine], today: date, *, edited: bool) -> AnswerChange | None:
    try:
        old, new = (_table(query, engine, today) for query, engine in zip((before, after), engines, strict=True))
    except UrbansecError as error:
        return AnswerChange(after.name, after.summary, "failed", edited=edited, note=str(error))
    variables = tuple(dict.fromkeys((*new.variables, *old.variables)))
    rows, former = _rows(new, variables), _rows(old, variables)
    added, removed = rows - former, former - rows
    if not added and not removed:
        return None
    return AnswerChange(after.name, after.summary, "changed", variables, _in_order(added), _in_order(removed), edited)


def _table(query: SavedQuery, engine: EmbeddedEngine, today: date) -> Table:
    given = {name: today.isoformat() for name, parameter in query.header.params.items() if parameter.type == "date" and parameter.default == TODAY}
    return query.table(engine, given)


def _rows(table: Table, variables: tuple[str, ...]) -> Counter[Row]:
    return Counter(tuple(_cell(row.get(variable)) for variable in variables) for row in table.rows)


def _cell(cell: Mapping[str, str] | None) -> str:
    """A term, so that terms that differ differ; labels of blank nodes mean nothing."""
    if cell is None:
        return ""
    return json.dumps({"type": "bnode"} if cell["type"] == "bnode" else dict(cell), sort_keys=True, ensure_ascii=False)


def _in_order(rows: Counter[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows.elements()))
