"""A citation: all that is needed to repeat a call and to say whether its answer is the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from urbansec import __version__
from urbansec.citation.rows import Row, checksum, in_order
from urbansec.errors import UrbansecError
from urbansec.namespaces import BASE
from urbansec.queries.run import Call
from urbansec.queries.table import TRIPLE, Table

VERSION = 1
AUTHOR = "The urbansec maintainers"
KEPT_ROWS, KEPT_BYTES = 1_000, 250_000
"""A longer answer is not kept in its citation."""
_URL = ":/?#[]@!$&'()*+,;=%~"


class CitationError(UrbansecError):
    """What was given as a citation is none, or says what cannot be."""

    title = "The citation cannot be read"


@dataclass(frozen=True)
class Citation:
    """What was asked, of which data, and what the answer was.

    ``arguments`` are the values as people type them, without the parameters that have none. ``issued`` is in UTC. ``variables``,
    ``rows`` (their number) and ``checksum`` describe the answer; of a ``graph`` the rows are its triples. ``service`` is the address of
    the service or endpoint that answered, ``None`` if it was this package; ``cut`` says that it gave only the first rows. ``text`` is the
    query as it was, and ``kept`` holds the rows of an answer that is small enough, in the notation of :mod:`urbansec.citation.rows`.
    """

    name: str
    summary: str
    query_version: str
    data_version: str
    arguments: Mapping[str, tuple[str, ...]]
    issued: datetime
    variables: tuple[str, ...]
    rows: int
    checksum: str
    service: str | None = None
    software: str = f"urbansec {__version__}"
    graph: bool = False
    cut: bool = False
    text: str = field(default="", repr=False)
    kept: tuple[Row, ...] | None = field(default=None, repr=False)

    @cached_property
    def parameters(self) -> str:
        """The arguments in one line, empty if there are none."""
        return "; ".join(f"{name} = {', '.join(values)}" for name, values in self.arguments.items())

    @property
    def day(self) -> str:
        """The day of the answer, in UTC."""
        return self.issued.astimezone(UTC).date().isoformat()

    @property
    def moment(self) -> str:
        """The second of the answer, in UTC."""
        return self.issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def permalink(self, base: str | None = None) -> str:
        """The address of this version of the query with these values; ``base`` is that of a service, by default the project's."""
        pairs = [(name, value) for name, values in self.arguments.items() for value in values]
        # A hyphen never is in the name of a parameter.
        asked = urlencode([*pairs, ("data-version", self.data_version)], safe=":/,")
        return f"{quote(base or BASE, safe=_URL).rstrip('/')}/queries/{quote(self.name)}@{quote(self.query_version)}?{asked}"

    def about(self, base: str | None = None) -> Mapping[str, str]:
        """The same in words, for people and for files that hold the answer; in the order to be read."""
        facts = {
            "Query": self.name,
            "Question": self.summary,
            "Query version": self.query_version,
            "Parameters": self.parameters or "none",
            "Data version": self.data_version,
            "Answered": self.moment,
            "Triples" if self.graph else "Rows": f"{self.rows}{', cut: there are more' if self.cut else ''}",
            "Checksum": self.checksum,
            "Permalink": self.permalink(base),
            "Service": self.service or "",
            "Software": self.software,
        }
        return {name: value for name, value in facts.items() if value}

    def sentence(self, base: str | None = None) -> str:
        """A reference for a text."""
        values = f" ({self.parameters})" if self.parameters else ""
        what = f"{AUTHOR} ({self.issued.astimezone(UTC).year}): {self.summary}{values}. {self.name}, version {self.query_version}"
        return f"{what}, data {self.data_version}, {self.checksum}. {self.permalink(base)} (answered {self.day})."

    def document(self, base: str | None = None) -> dict[str, Any]:
        """The citation as JSON values; ``schema/citation-1.schema.json`` beside this file describes them."""
        result: dict[str, Any] = {
            "form": "graph" if self.graph else "table",
            "variables": list(self.variables),
            "rows": self.rows,
            "checksum": self.checksum,
        }
        if self.cut:
            result["cut"] = True
        if self.kept is not None:
            result["kept"] = [list(row) for row in self.kept]
        return {
            "citation": VERSION,
            "query": {"name": self.name, "summary": self.summary, "version": self.query_version, **({"text": self.text} if self.text else {})},
            "arguments": {name: list(values) for name, values in self.arguments.items()},
            "data": {"version": self.data_version},
            "issued": self.moment,
            "result": result,
            "service": self.service,
            "software": self.software,
            "permalink": self.permalink(base),
        }

    def to_json(self, base: str | None = None) -> str:
        """The citation as a text that :meth:`from_json` reads."""
        return json.dumps(self.document(base), ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Citation":
        """Read what :meth:`to_json` wrote; :class:`CitationError` for anything else."""
        from urbansec.citation.reading import read  # noqa: PLC0415 - whoever only writes citations needs no reader

        return read(text)


def cite(  # noqa: PLR0913 - facts that belong together nowhere else
    call: Call, table: Table, *, data_version: str, issued: datetime, service: str | None = None, keep: bool = True
) -> Citation:
    """The citation of ``table``, the whole answer to ``call`` on the data ``data_version``.

    ``issued`` is when it was answered, with a time zone; ``service`` the address of the service or endpoint that did. With ``keep`` the
    query's text and the rows of a short answer are in it, so that it can be verified without anything else.
    """
    if issued.tzinfo is None:
        raise ValueError("the time of an answer needs a time zone")
    graph = call.query.form.gives_graph and table.variables == TRIPLE
    rows = in_order(table) if keep and len(table.rows) <= KEPT_ROWS else None
    if rows is not None and sum(len(term.encode()) + 4 for row in rows for term in row) > KEPT_BYTES:
        rows = None
    return Citation(
        name=call.query.name,
        summary=" ".join(call.query.summary.split()),
        query_version=call.query.version,
        data_version=data_version,
        arguments=dict(call.arguments),
        issued=issued.astimezone(UTC).replace(microsecond=0),
        variables=table.variables,
        rows=len(table.rows),
        checksum=checksum(table, graph=graph),
        service=service,
        graph=graph,
        text=call.query.text if keep else "",
        kept=None if rows is None else tuple(rows),
    )
