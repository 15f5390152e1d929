"""What a change brings about: findings of validation, and answers of saved queries, that are other than before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from urbansec.citation import Row, Rows, rows_of
from urbansec.dataset import load_shipped
from urbansec.diff.sides import Side
from urbansec.engine import EmbeddedEngine
from urbansec.errors import UrbansecError
from urbansec.queries import Catalogue, SavedQuery

if TYPE_CHECKING:
    from urbansec.validation import Finding

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Findings:
    """Findings that one side has and the other has not, worst first."""

    new: tuple["Finding", ...]
    gone: tuple["Finding", ...]

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


def _findings(side: Side) -> dict[str, "Finding"]:
    if side.assets is None:
        return {}
    from urbansec.validation import validate  # noqa: PLC0415 - it costs a second, which those who do not validate need not wait
    from urbansec.validation.fingerprint import fingerprints  # noqa: PLC0415 - the same

    found = validate(side.assets, side.data).findings
    keys = fingerprints(found, root=side.root)
    return {key: _placed(finding, side.root) for key, finding in zip(keys, found, strict=True)}


def _placed(finding: "Finding", root: Path) -> "Finding":
    """The finding with its file named from ``root``, which may be a folder that is gone soon."""
    if finding.place is None:
        return finding
    file = Path(finding.place.file)
    inside = file.is_absolute() and file.is_relative_to(root.resolve())
    return replace(finding, place=replace(finding.place, file=file.relative_to(root.resolve()).as_posix())) if inside else finding


def same_rules(old: Side, new: Side) -> bool:
    """Whether both sides derive and check by the same files: then equal data have equal findings and equal answers."""
    return _rules(old) == _rules(new)


def _rules(side: Side) -> dict[str, bytes]:
    if side.assets is None:
        return {}
    folders = [side.assets.shapes, side.assets.rules, side.assets.queries / "checks"]
    files = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(side.assets.root).as_posix(): path.read_bytes() for path in files}


def answers(old: Side, new: Side, *, today: date, same_data: bool, progress: Progress) -> Iterator[AnswerChange]:
    """The saved queries, with their defaults and the same ``today`` on both sides, that give other rows; each side has its own queries.

    If the data are the ``same`` only queries whose text changed are asked.
    """
    if old.assets is None or new.assets is None:
        return
    engines: list[EmbeddedEngine] = []
    before, after = ({query.name: query for query in Catalogue(assets.queries / "saved")} for assets in (old.assets, new.assets))
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            query = before.get(name) or after[name]
            yield AnswerChange(name, query.summary, "removed" if name in before else "added")
            continue
        edited = before[name].text != after[name].text
        if edited or not same_data:
            progress(name)
            engines = engines or [_engine(side) for side in (old, new)]
            change = _compared(before[name], after[name], engines, today, edited=edited)
            if change is not None:
                yield change


def _engine(side: Side) -> EmbeddedEngine:
    if side.assets is None:
        raise ValueError("a side without rules has no answers")
    return EmbeddedEngine(load_shipped(side.assets, data=side.data), seconds=60.0)


def _compared(before: SavedQuery, after: SavedQuery, engines: list[EmbeddedEngine], today: date, *, edited: bool) -> AnswerChange | None:
    try:
        old, new = (query.call(engine, {}, today=today).table(engine) for query, engine in zip((before, after), engines, strict=True))
    except UrbansecError as error:
        return AnswerChange(after.name, after.summary, "failed", edited=edited, note=str(error))
    variables = tuple(dict.fromkeys((*new.variables, *old.variables)))
    rows, former = rows_of(new, variables), rows_of(old, variables)
    added, removed = rows - former, former - rows
    if not added and not removed:
        return None
    return AnswerChange(after.name, after.summary, "changed", variables, _in_order(added), _in_order(removed), edited)


def _in_order(rows: Rows) -> tuple[Row, ...]:
    return tuple(sorted(rows.elements()))
