"""One saved query: its file, its header, and how to run it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import pyoxigraph as ox

from urbansec.engine import GRAPH_FORMATS, Answer, Engine, Form, Format, Request
from urbansec.engine.inspect import inspect
from urbansec.errors import SavedQueryError, UrbansecError
from urbansec.namespaces import shorten
from urbansec.queries.analysis import analyse, write_table
from urbansec.queries.bind import bind
from urbansec.queries.header import Header, read_header
from urbansec.queries.members import check_classes
from urbansec.queries.near import near_members
from urbansec.queries.parameters import Given, Values, resolve
from urbansec.queries.table import JSON, Table, read_table, table_of_triples
from urbansec.queries.versions import decode, split, version_of

_N_TRIPLES = next(offer for offer in GRAPH_FORMATS if offer.name == "ntriples")


@dataclass(frozen=True)
class SavedQuery:
    """A query file. ``name`` is the file's name without its ending, and without the version that an old one has in it."""

    name: str
    path: Path
    text: str
    header: Header

    @classmethod
    def read(cls, path: Path) -> "SavedQuery":
        """The query in the file ``path``; :class:`~urbansec.errors.SavedQueryError` if its header is broken."""
        try:
            text = decode(path.read_bytes())
        except UnicodeDecodeError as error:
            raise SavedQueryError(f"{path}: the file is not UTF-8: {error.reason} at byte {error.start}.", file=str(path)) from error
        return cls(name=split(path.stem)[0], path=path, text=text, header=read_header(text, file=str(path)))

    @property
    def summary(self) -> str:
        """One line on what it answers; the name in words if the header says nothing."""
        return self.header.summary or self.header.question or self.name.replace("-", " ")

    @property
    def form(self) -> Form:
        """The query form, which decides the formats of its result; :class:`~urbansec.errors.SavedQueryError` if it is no query."""
        try:
            return inspect(self.text).form
        except UrbansecError as error:
            place = {name: error.members[name] for name in ("line", "column") if name in error.members}
            shown = ":".join(map(str, (self.path, *place.values())))
            raise SavedQueryError(f"{shown}: {error.detail}", file=str(self.path), **place) from error

    @cached_property
    def version(self) -> str:
        """A hash of the file's content: an equal version is an equal query."""
        return version_of(self.text)

    @property
    def archived(self) -> bool:
        """Whether this is an old version, kept so that citations of it can be repeated."""
        return split(self.path.stem)[1] is not None

    def call(self, engine: Engine, given: Given, *, today: date | None = None) -> "Call":
        """The query with a term for each parameter, checked against the data that ``engine`` holds.

        ``given`` holds values as typed, ``today`` is the day that the word stands for, by default the current one. Raises
        :class:`~urbansec.errors.ParameterError` for an unknown name, a value of the wrong type, or an IRI that is not what
        its parameter asks for.
        """
        values = resolve(self.header, given, today=today, suggest=partial(near_members, engine))
        check_classes(self.header, values, engine)
        return Call(self, values)

    def run(self, engine: Engine, given: Given, result_format: Format) -> Answer:
        """The answer, written in ``result_format``; errors of :meth:`call` and of ``engine.execute``."""
        return self.call(engine, given).execute(engine, result_format)

    def table(self, engine: Engine, given: Given) -> Table:
        """The answer as rows in memory; a graph is a table of its triples."""
        return self.call(engine, given).table(engine)


@dataclass(frozen=True)
class Call:
    """A saved query with a term for each parameter: on equal data it gives an equal answer at any time.

    ``values`` holds all parameters of the header, in its order; none given is an empty tuple.
    """

    query: SavedQuery
    values: Values

    @cached_property
    def request(self) -> Request:
        """The query's text with the values bound; :class:`~urbansec.errors.SavedQueryError` if there is no place for them."""
        return Request(bind(self.query.text, self.values, file=str(self.query.path)))

    @property
    def arguments(self) -> Mapping[str, tuple[str, ...]]:
        """The values as people type them, without the parameters that have none: given again, they make the same call on any day."""
        return {
            name: tuple(shorten(term.value) if isinstance(term, ox.NamedNode) else term.value for term in terms) for name, terms in self.values.items() if terms
        }

    @property
    def notices(self) -> tuple[str, ...]:
        """What somebody who makes this call should be told: that the query, or a parameter given another value than its default, is deprecated."""
        return tuple(self._notices())

    def _notices(self) -> Iterator[str]:
        header, arguments = self.query.header, self.arguments
        if header.deprecated:
            yield f"The saved query {self.query.name} is deprecated. {header.deprecated}"
        for name, parameter in header.params.items():
            if parameter.deprecated and name in arguments and arguments[name] != parameter.defaults:
                yield f"The parameter {name} is deprecated. {parameter.deprecated}"

    def execute(self, engine: Engine, result_format: Format) -> Answer:
        """The answer, written in ``result_format``; errors of ``engine.execute``, and of :meth:`table` if the query has an analysis."""
        if self.query.header.analysis:
            return write_table(self.table(engine), result_format)
        return engine.execute(self.request, result_format)

    def table(self, engine: Engine) -> Table:
        """The answer as rows in memory; a graph is a table of its triples, in no order.

        If the header names an analysis, the rows are those that it makes of the query's. :class:`~urbansec.errors.SavedQueryError`
        if there is no such analysis, or the rows are nothing that it takes.
        """
        if self.query.header.analysis:
            return analyse(self.query.header.analysis, read_table(engine.execute(self.request, JSON).content), file=str(self.query.path))
        if self.query.form.gives_graph:
            return table_of_triples(ox.parse(self.execute(engine, _N_TRIPLES).content, ox.RdfFormat.N_TRIPLES))
        return read_table(self.execute(engine, JSON).content)
