"""Which answers of the saved queries are other than at a revision, and whether the data or the query made them so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from urbansec.assets import Assets
from urbansec.citation import Difference, rows_of
from urbansec.citation.compare import compare
from urbansec.dataset import load_shipped
from urbansec.diff.sides import Side, open_sides
from urbansec.engine import EmbeddedEngine
from urbansec.errors import NotFoundError, ParameterError, UrbansecError
from urbansec.queries import Catalogue, SavedQuery, Table
from urbansec.revisions import RevisionError

Arguments = Mapping[str, Sequence[str]]
Status = Literal["changed", "failed", "added", "removed"]
Cause = Literal["data", "query", "data and query", ""]


@dataclass(frozen=True)
class Answer:
    """A call whose answer is other than before.

    ``changed`` answers have a ``difference`` and its ``cause``; ``failed`` ones gave none on one side, as ``note`` says; ``added`` and
    ``removed`` are queries that only one side has. ``arguments`` are those given, without defaults.
    """

    name: str
    summary: str
    status: Status
    arguments: Arguments
    difference: Difference | None = None
    cause: Cause = ""
    rows: tuple[int, int] = (0, 0)
    note: str = ""


@dataclass(frozen=True)
class Drift:
    """What became of the answers between two states; ``asked`` counts the calls that were compared."""

    old: str
    new: str
    asked: int
    queries: int
    answers: tuple[Answer, ...]

    @property
    def is_empty(self) -> bool:
        """Whether every answer is as it was."""
        return not self.answers


def drift(
    assets: Assets,
    since: str,
    names: Sequence[str] = (),
    *,
    today: date | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Drift:
    """Compare the answers at the revision ``since`` with those of the project of ``assets`` as it is.

    Every saved query (or those called ``names``) is asked with its defaults and with each example of its header, on both sides with
    the same ``today``. Raises :class:`~urbansec.revisions.RevisionError` for what is no revision, and
    :class:`~urbansec.errors.NotFoundError` for a name that neither side has.
    """
    progress(f"Reading {since}")
    with open_sides(since, None, assets) as (before, after):
        if before.assets is None or after.assets is None or before.data:
            raise RevisionError(f"{since} has no ontology and queries of its own: answers cannot be compared.")
        former, present = (Catalogue(side.queries / "saved") for side in (before.assets, after.assets))
        wanted = sorted({query.name for query in (*former, *present)})
        for name in names:
            if name not in wanted:
                present.get(name)  # raises with names that come close
                raise NotFoundError(f"There is no saved query named {name}.")
        engines = _engine(before), _engine(after)
        case = _Case(engines, today or date.today())
        found: list[Answer] = []
        for name in names or wanted:
            progress(f"Asking {name}")
            found.extend(case.answers(_get(former, name), _get(present, name)))
        return Drift(before.name, after.name, case.asked, len(names or wanted), tuple(found))


def _get(catalogue: Catalogue, name: str) -> SavedQuery | None:
    try:
        return catalogue.get(name)
    except NotFoundError:
        return None


def _engine(side: Side) -> EmbeddedEngine:
    if side.assets is None:
        raise ValueError("a side without rules has no answers")
    return EmbeddedEngine(load_shipped(side.assets), seconds=60.0)


class _Case:
    """Two engines, and the calls compared on them so far."""

    def __init__(self, engines: tuple[EmbeddedEngine, EmbeddedEngine], today: date) -> None:
        self._old, self._new = engines
        self._today = today
        self.asked = 0

    def answers(self, before: SavedQuery | None, after: SavedQuery | None) -> Iterator[Answer]:
        """The calls of one query that are answered otherwise."""
        if after is None or before is None:
            query = after or before
            if query is not None:
                yield Answer(query.name, query.summary, "removed" if after is None else "added", {})
            return
        if before.text == after.text and self._old.version == self._new.version:
            self.asked += len(list(calls(after)))
            return  # equal data and an equal query: an equal answer
        for arguments in calls(after):
            self.asked += 1
            answer = self._compared(before, after, arguments)
            if answer is not None:
                yield answer

    def _compared(self, before: SavedQuery, after: SavedQuery, arguments: Arguments) -> Answer | None:
        try:
            new = self._table(after, self._new, arguments)
        except UrbansecError as error:
            return Answer(after.name, after.summary, "failed", arguments, note=f"There is no answer any more: {error}")
        note = ""
        try:
            old = self._table(before, self._old, arguments)
        except ParameterError as error:
            old, note = Table(new.variables, ()), f"Before it could not be asked: {error}"
        except UrbansecError as error:
            return Answer(after.name, after.summary, "failed", arguments, note=f"There was no answer before: {error}")
        variables = tuple(dict.fromkeys((*new.variables, *old.variables)))
        rows, former = rows_of(new, variables), rows_of(old, variables)
        if rows == former:
            return None
        cause = self._cause(before, after, arguments, old, new)
        difference = compare(variables, former, rows)
        return Answer(after.name, after.summary, "changed", arguments, difference, cause, (len(old.rows), len(new.rows)), note)

    def _cause(self, before: SavedQuery, after: SavedQuery, arguments: Arguments, old: Table, new: Table) -> Cause:
        """What made the answer another one: the query of today on the data of then tells the two apart."""
        if before.text == after.text:
            return "data"
        if self._old.version == self._new.version:
            return "query"
        try:
            between = rows_of(self._table(after, self._old, arguments), new.variables)
        except UrbansecError:
            return "data and query"
        by_data, by_query = between != rows_of(new), between != rows_of(old, new.variables)
        return "data and query" if by_data and by_query else "data" if by_data else "query"

    def _table(self, query: SavedQuery, engine: EmbeddedEngine, arguments: Arguments) -> Table:
        return query.call(engine, arguments, today=self._today).table(engine)


def calls(query: SavedQuery) -> Iterator[Arguments]:
    """The calls that stand for a query: with its defaults, if it needs nothing else, and with the values of its examples, each once."""
    given: list[Arguments] = [] if any(parameter.required for parameter in query.header.params.values()) else [{}]
    for example in query.header.examples:
        arguments = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in example.params.items()}
        differing = {name: value for name, value in arguments.items() if value != query.header.params[name].defaults}
        if differing not in given:
            given.append(differing)
    yield from given
