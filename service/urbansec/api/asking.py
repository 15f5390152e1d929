"""A saved query as a request asks it: the parameters in the address, the answer, and how it is cited."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fastapi import Request

from urbansec.api.operation import decode
from urbansec.api.paging import NUMBER, SIZE, Paging
from urbansec.citation import Citation, cite
from urbansec.engine import Answer, Engine, Format
from urbansec.engine import Request as Query
from urbansec.engine.cap import CUT_LINK
from urbansec.engine.layer import EngineLayer
from urbansec.errors import ParameterError
from urbansec.queries import Call, SavedQuery, Table

DATA_VERSION = "data-version"
RESERVED: Mapping[str, str] = {
    SIZE: "Rows of one page of the answer; all rows are given if neither this nor page-number is",
    NUMBER: "Which page, counted from 1",
    DATA_VERSION: "The version of the data that a permalink names; current data answer, and if they are of another version, X-Data-Version-Asked says so",
}
"""Parameters of the service. A hyphen never is in the name of a query's own."""
VIEW = "page-view"
"""How the page of the query shows the answer, for readers alone: the answer is the same."""
# How a JSON document or triples that were cut begin (urbansec.engine.cap.say_cut).
_CUT = (f'{{"head":{{"link":["{CUT_LINK}"]'.encode(), b"# Cut after ")
# Longer ones are left out of headers, which servers and clients limit.
_LONGEST_LINK = 2_000


@dataclass(frozen=True)
class Asked:
    """The parameters of a request: those of the query as typed, and those of the service."""

    given: Mapping[str, Sequence[str]]
    reserved: Mapping[str, str]
    pairs: Sequence[tuple[str, str]]
    """All of them, in their order."""

    @classmethod
    def read(cls, request: Request) -> "Asked":
        """What the address says."""
        return cls.of(decode(request.scope["query_string"]))

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> "Asked":
        """What these parameters say."""
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            given.setdefault(name, []).append(value)
        service = (*RESERVED, VIEW)
        own = {name: values for name, values in given.items() if name not in service}
        return cls(own, {name: given[name][0] for name in service if name in given}, pairs)

    def check(self, query: SavedQuery) -> None:
        """Raise :class:`ParameterError` for a parameter given twice that takes one value, and for a page that is none."""
        for name, times in Counter(name for name, _ in self.pairs).items():
            parameter = query.header.params.get(name)
            if times > 1 and not (parameter is not None and parameter.list):
                raise ParameterError(f"The parameter {name[:60]} is given twice.", parameter=name[:60])
        Paging.read(self.reserved)


@dataclass(frozen=True)
class Answered:
    """The whole answer to a call, and its citation; ``base`` is the address of the service."""

    call: Call
    table: Table
    citation: Citation
    base: str
    asked: Asked

    @property
    def cut(self) -> bool:
        """Whether a cap of the service made the result shorter; then ``table`` and ``citation`` are about the part that came."""
        return self.citation.cut

    @property
    def outdated(self) -> str:
        """The version of the data that was asked for, if that is not the one that answered; else empty."""
        wanted = self.asked.reserved.get(DATA_VERSION, "").strip()
        return wanted if wanted != self.citation.data_version else ""

    @property
    def permalink(self) -> str:
        """The address of this version of the query, with these values, on this version of the data."""
        return self.citation.permalink(self.base)

    def part(self, name: str) -> str:
        """The permalink of a part such as ``result.csv`` or ``citation.bib``."""
        page, mark, asked = self.permalink.partition("?")
        return f"{page}/{name}{mark}{asked}"

    @property
    def about(self) -> Mapping[str, str]:
        """The facts that files carry."""
        facts = dict(self.citation.about(self.base))
        if self.outdated:
            facts["Data version asked for"] = f"{self.outdated[:100]}, which is not the current one"
        if self.cut:
            facts["Cut"] = f"This service gives no more than these {len(self.table.rows)} rows; there are more"
        return facts

    def headers(self, paging: Paging | None = None, path: str = "") -> dict[str, str]:
        """The headers of the answer, or of one page of it at ``path``."""
        total = len(self.table.rows)
        links = []
        if len(self.permalink) <= _LONGEST_LINK:
            links = [f'<{self.permalink}>; rel="cite-as"', f'<{self.part("citation.json")}>; rel="describedby"; type="application/json"']
        if paging is not None:
            pages = paging.addresses(path, self.asked.pairs, total).items()
            links += [f'<{address}>; rel="{relation}"' for relation, address in pages if len(address) <= _LONGEST_LINK]
        found = {
            "X-Query-Version": self.citation.query_version,
            "X-Data-Version": self.citation.data_version,
            "X-Result-Checksum": self.citation.checksum,
            "X-Total-Count": str(total),
        }
        if self.cut:
            found["X-Result-Truncated"] = f"rows={total}"
            links.append(f'<{CUT_LINK}>; rel="describedby"')
        if links:
            found["Link"] = ", ".join(links)
        if self.outdated:
            found["X-Data-Version-Asked"] = "".join(char for char in self.outdated[:100] if " " <= char <= "~")
        return found


def answer(request: Request, query: SavedQuery, engine: Engine, asked: Asked | None = None) -> Answered:
    """The whole answer to what the address says, or ``asked``; errors of :meth:`urbansec.queries.SavedQuery.call` and of the engine."""
    asked = asked or Asked.read(request)
    asked.check(query)  # before anything runs
    call = query.call(engine, asked.given)
    noting = _Noting(engine)
    table = call.table(noting)
    base = base_of(request)
    citation = cite(call, table, data_version=engine.version, issued=datetime.now(UTC), service=base)
    return Answered(call, table, replace(citation, cut=noting.cut), base, asked)


def base_of(request: Request) -> str:
    """The address of the service, without a slash at its end."""
    # Not request.base_url: it leaves out the prefix under which the service is mounted.
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"


class _Noting(EngineLayer):
    """An engine that notes whether a result was cut: it says so in a place that the table does not keep."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.cut = False

    def execute(self, request: Query, result_format: Format) -> Answer:
        """The result, looked at."""
        found = self._inner.execute(request, result_format)
        self.cut = self.cut or found.content.startswith(_CUT)
        return found
