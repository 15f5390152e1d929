"""The forums of the data as pages name them, and a saved query's answer with the address that gives it again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from urbansec.api.paging import address
from urbansec.engine import Engine
from urbansec.errors import EngineFailedError, MemoryLimitError, ParameterError, QueryTimeoutError, SavedQueryError, UrbansecError
from urbansec.namespaces import ID, shorten
from urbansec.queries import Catalogue, Table
from urbansec.queries.table import Cell

Row = Mapping[str, Cell]
# What one query may do to itself; that the service is busy or its engine gone concerns the whole page.
_NO_ROWS = Table((), ())
_ITS_OWN = (EngineFailedError, MemoryLimitError, ParameterError, QueryTimeoutError, SavedQueryError)


@dataclass(frozen=True)
class Answered:
    """The rows of a saved query and its address with the parameters; ``problem`` says why there are none."""

    name: str
    arguments: tuple[tuple[str, str], ...]
    table: Table = _NO_ROWS
    problem: UrbansecError | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows."""
        return self.table.rows

    def address(self, root: str, *, csv: bool = False) -> str:
        """Where the service at ``root`` gives this answer: its page, or the rows as CSV."""
        return address(f"{root}/queries/{self.name}{'/result.csv' if csv else ''}", self.arguments)


def ask(catalogue: Catalogue, engine: Engine, name: str, arguments: Sequence[tuple[str, str]] = ()) -> Answered | None:
    """The answer of the query ``name``; ``None`` if the service has no such query. ``arguments`` may name a list parameter more than once."""
    query = catalogue.current(name)
    if query is None:
        return None
    given: dict[str, list[str]] = defaultdict(list)
    for parameter, value in arguments:
        given[parameter].append(value)
    try:
        return Answered(name, tuple(arguments), query.table(engine, given))
    except _ITS_OWN as error:
        return Answered(name, tuple(arguments), problem=error)


def text(row: Row, column: str) -> str:
    """The text of a cell; empty where there is none."""
    return row[column]["value"] if column in row else ""


@dataclass(frozen=True)
class Forum:
    """A forum: what it is called for short, and in full in ``language``."""

    iri: str
    short: str
    name: str
    language: str

    @property
    def key(self) -> str:
        """What stands for it in an address."""
        return shorten(self.iri)


def read_forums(answer: Answered | None, language: str) -> list[Forum]:
    """The forums in the answer of the query ``forum-names``, by their short names; full names in ``language`` or in English."""
    shorts: dict[str, list[str]] = defaultdict(list)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for row in answer.rows if answer else ():
        iri, name = text(row, "forum"), text(row, "name")
        if text(row, "sort") == "abbreviation":
            shorts[iri].append(name)
        elif text(row, "sort") == "name":
            names[iri].setdefault(text(row, "nameLanguage"), name)
    found = [_forum(iri, shorts[iri], names[iri], language) for iri in {**names, **shorts}]
    return sorted(found, key=lambda forum: (forum.short.casefold(), forum.iri))


def _forum(iri: str, shorts: Sequence[str], names: Mapping[str, str], language: str) -> Forum:
    slug = iri.removeprefix(ID).rpartition("/")[2]
    shown = next((each for each in (language, "en", *sorted(names)) if each in names), "")
    # Of several abbreviations the one that its IRI has, as that is what else on the page stands for it.
    short = next((each for each in shorts if each.casefold() == slug.casefold()), shorts[0] if shorts else "")
    name = names.get(shown, "")
    return Forum(iri, short or name or slug, name, shown)
