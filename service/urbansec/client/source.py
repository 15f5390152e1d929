"""Where a client's answers come from: this process, or a service. The rest of the client knows only this."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from urbansec.queries import Call, Header, SavedQuery, Table, View
from urbansec.queries.parameters import Given
from urbansec.search import Hit


@dataclass(frozen=True)
class Answered:
    """The whole answer to a call.

    ``service`` is the address of the service that gave it, ``None`` for this process; ``saved`` says whether the query
    is one of the catalogue, which others can find by its name.
    """

    call: Call
    table: Table
    data_version: str
    issued: datetime
    service: str | None = None
    saved: bool = True


class Source(Protocol):
    """Answers saved queries, queries of one's own, and searches. Errors are those of :mod:`urbansec.errors`."""

    @property
    def service(self) -> str | None:
        """The address of the service, ``None`` for this process."""

    def queries(self) -> Sequence[SavedQuery]:
        """The catalogue, in the order of names."""

    def query(self, name: str) -> SavedQuery:
        """The query ``name``, or that version of it for ``name@version``."""

    def run(self, query: SavedQuery, given: Given) -> Answered:
        """The answer to a saved query."""

    def ask(self, query: SavedQuery) -> Answered:
        """The answer to a query that is in no catalogue."""

    def search(self, text: str, kinds: Iterable[str], languages: Iterable[str], limit: int) -> list[Hit]:
        """The things that ``text`` may name, the likeliest first."""

    def close(self) -> None:
        """Let go of connections and data."""


def own_query(text: str, view: View) -> SavedQuery:
    """A query that somebody just wrote, as if it were a file without a header."""
    return SavedQuery("own-query", Path("own-query.rq"), text, Header(view=view))
