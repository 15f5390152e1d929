"""Repeat a cited call: the same answer, other data, or another query."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from urbansec.citation import former
from urbansec.citation.compare import compare
from urbansec.citation.reading import cited_query
from urbansec.citation.record import Citation, cite
from urbansec.citation.rows import rows_of
from urbansec.citation.verdict import Status, Verdict
from urbansec.engine import Engine
from urbansec.engine.inspect import tokens
from urbansec.engine.protocol import is_exact
from urbansec.errors import NotFoundError, ParameterError, UrbansecError
from urbansec.queries import Catalogue, SavedQuery, Table
from urbansec.queries.parameters import resolve
from urbansec.queries.run import Call
from urbansec.revisions import Repository


def verify(  # noqa: PLR0913 - each is a place to look
    citation: Citation,
    query_now: SavedQuery | None,
    engine: Engine,
    *,
    archive: Catalogue | None = None,
    result_file: Path | None = None,
    repository: Repository | None = None,
    service: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Verdict:
    """Ask again what was cited, and compare.

    ``query_now`` is the query of that name today, ``None`` if there is none. The text of the cited version comes from the citation, else
    from ``archive``. The rows of then come from ``result_file``, else from the citation, else from a revision in
    ``repository`` that gives them; they are looked up only if they are needed. ``service`` is where ``engine`` asks, if it is elsewhere.

    A query that cannot be asked any more is a verdict. Raises :class:`~urbansec.citation.CitationError` for a citation or file that contradicts
    itself, and :class:`~urbansec.errors.InputFileError` for a file that cannot be read.
    """
    if citation.cut:
        return Verdict(citation, "cannot tell", f"The service cut the cited answer after {citation.rows:,} rows, so that nobody can say what all of it was.")
    given = former.in_file(citation, result_file) if result_file is not None else None
    cited = cited_query(citation) or _archived(citation, query_now, archive)
    case = _Case(citation, engine, service)
    try:
        verdict = case.judge(cited, query_now)
    except UrbansecError as error:
        return Verdict(citation, "cannot tell", f"It could not be asked again: {error}")
    if case.shown is None or case.shown.same:
        return verdict
    rows = given or former.kept(citation)
    if rows is None and repository is not None and cited is not None:
        rows = former.in_repository(citation, cited, repository, progress)
    return _compared(verdict, case.shown.table, rows)


@dataclass(frozen=True)
class _Answer:
    """Today's answer of one version of the query; ``gone`` says which argument the data do not know any more."""

    table: Table
    citation: Citation
    same: bool
    gone: str = ""


class _Case:
    """One citation before it is judged; ``shown`` is then the answer to compare with that of then."""

    def __init__(self, citation: Citation, engine: Engine, service: str | None) -> None:
        self._citation, self._engine, self._service = citation, engine, service
        self._notes: list[str] = []
        self.shown: _Answer | None = None

    def judge(self, cited: SavedQuery | None, present: SavedQuery | None) -> Verdict:
        """What can be said without the rows of then."""
        name = self._citation.name
        if present is None and cited is None:
            return self._told("cannot tell", f"There is no saved query named {name}, and its cited version is not kept anywhere.")
        then = self.shown = self._ask(cited) if cited is not None else None
        if present is None:
            return self._told("query changed", f"There is no saved query named {name}. {self._cited(then)}")
        if then is not None and cited is not None and cited.version == present.version:
            return self._of_data(then)
        changed = f"The query is now version {present.version}"
        try:
            now = self._ask(present)
        except ParameterError as error:
            return self._told("query changed", f"{changed}, which does not take the cited parameters: {error} {self._cited(then)}")
        self.shown = now
        if then is not None and cited is not None and _same_question(cited, present) and then.citation.checksum == now.citation.checksum:
            self._notes.append(f"{changed}, but only its comments are others.")
            return self._of_data(now)
        gives = "the same rows as then" if now.same else "other rows"
        return self._told("query changed", f"{changed}, and gives {gives}. {self._cited(then)}")

    def _of_data(self, answer: _Answer) -> Verdict:
        """The verdict where the query is the same."""
        then, now = self._citation.data_version, answer.citation.data_version
        counted = f"{self._citation.rows:,} {'triple' if self._citation.graph else 'row'}{'s' * (self._citation.rows != 1)}"
        if answer.same:
            where = "the same data" if then == now else f"data {now}, where it was {then}"
            return self._told("same", f"The same {counted} from {where}.")
        if then == now and is_exact(self._engine):
            return self._told(
                "cannot tell",
                "The same version of the query gives other rows on the same version of the data. "
                "It asks for the time or for chance (NOW, RAND, UUID, …), takes any of several (LIMIT without an order, SAMPLE), "
                "or the software answers otherwise.",
            )
        return self._told("data changed", f"The same version of the query gives other rows: the data were {then} and are {now}.")

    def _cited(self, then: _Answer | None) -> str:
        if then is None:
            return "The cited version is not kept anywhere, so that it cannot be told whether the data changed as well."
        return "The cited version still gives the cited rows." if then.same else "The cited version gives other rows, too: the data changed as well."

    def _ask(self, query: SavedQuery) -> _Answer:
        arguments = self._citation.arguments
        values = resolve(query.header, arguments)  # raises if the query does not take them, whatever the data
        try:
            call = query.call(self._engine, arguments)
            table, gone = call.table(self._engine), ""
        except ParameterError as error:
            call, table, gone = Call(query, values), Table(self._citation.variables, ()), str(error)
            self._notes.append(f"The data do not know a cited value any more: {error}")
        now = cite(call, table, data_version=self._engine.version, issued=datetime.now(UTC), service=self._service)
        same = not gone and now.checksum == self._citation.checksum and now.variables == self._citation.variables
        return _Answer(table, now, same, gone)

    def _told(self, status: Status, reason: str) -> Verdict:
        if self._service != self._citation.service:
            here = self._service or "the data of this installation"
            self._notes.append(f"The citation is of an answer of {self._citation.service or 'an installation of urbansec'}; asked was {here}.")
        answer = self.shown
        return Verdict(
            self._citation, status, reason, tuple(dict.fromkeys(self._notes)), answer.same if answer else None, now=answer.citation if answer else None
        )


def _archived(citation: Citation, present: SavedQuery | None, archive: Catalogue | None) -> SavedQuery | None:
    """The cited version of the query, if it is the present one or kept in the archive."""
    if present is not None and present.version == citation.query_version:
        return present
    try:
        return archive.get(f"{citation.name}@{citation.query_version}") if archive is not None else None
    except NotFoundError:
        return None


def _same_question(one: SavedQuery, other: SavedQuery) -> bool:
    """Whether two versions differ in comments and layout only."""
    return [token.text for token in tokens(one.text)] == [token.text for token in tokens(other.text)]


def _compared(verdict: Verdict, table: Table, rows: former.Former | None) -> Verdict:
    """The verdict with the rows that differ, if those of then are known."""
    if rows is None:
        note = "Which rows differ is not known: the citation does not keep them. Give a file of the result, or verify in a clone with the history of the data."
        return replace(verdict, notes=(*verdict.notes, note))
    cited = verdict.citation.variables
    if rows.lossy:
        difference = compare(cited, rows.rows, Counter(former.plain(row, cited) for row in table.rows), lossy=True)
    else:
        variables = tuple(dict.fromkeys((*cited, *table.variables)))
        missing = ("",) * (len(variables) - len(cited))
        difference = compare(variables, Counter({(*row, *missing): count for row, count in rows.rows.items()}), rows_of(table, variables))
    notes = verdict.notes
    if difference.is_empty:
        notes = (*notes, "The values are the same as text; types or names of columns are others.")
    return replace(verdict, difference=difference, source=rows.source, notes=notes)
