"""Answers from this process: the shipped data, or the user's own, with the engine that the commands use."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from urbansec.assets import Assets, find_assets
from urbansec.client.source import Answered
from urbansec.engine import EmbeddedEngine, inspect
from urbansec.queries import Call, Catalogue, SavedQuery
from urbansec.queries.loading import load_data
from urbansec.queries.parameters import Given
from urbansec.search import Hit, index_of
from urbansec.settings import Settings


class EmbeddedSource:
    """The data in memory; they are loaded when the first question is asked."""

    service = None

    def __init__(self, settings: Settings, data: Sequence[Path] = ()) -> None:
        """``data`` holds files or folders that are asked instead of the shipped ones."""
        self._settings = settings
        self._data = tuple(data)

    @cached_property
    def assets(self) -> Assets:
        """The shipped files."""
        return find_assets(self._settings.home)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The saved queries."""
        return Catalogue(self.assets.queries / "saved")

    @cached_property
    def engine(self) -> EmbeddedEngine:
        """The engine on the data."""
        snapshot = load_data(self._settings, self._data, None if self._data else self.catalogue)
        return EmbeddedEngine(snapshot, seconds=self._settings.query_seconds)

    def queries(self) -> Sequence[SavedQuery]:
        """See :class:`~urbansec.client.source.Source`."""
        return tuple(self.catalogue)

    def query(self, name: str) -> SavedQuery:
        """See :class:`~urbansec.client.source.Source`."""
        return self.catalogue.get(name)

    def run(self, query: SavedQuery, given: Given) -> Answered:
        """See :class:`~urbansec.client.source.Source`."""
        return self._answered(query.call(self.engine, given))

    def ask(self, query: SavedQuery) -> Answered:
        """See :class:`~urbansec.client.source.Source`."""
        inspect(query.text)  # its errors are about a text, those of a saved query about a file
        return self._answered(Call(query, {}), saved=False)

    def _answered(self, call: Call, *, saved: bool = True) -> Answered:
        return Answered(call, call.table(self.engine), self.engine.version, datetime.now(UTC), saved=saved)

    def search(self, text: str, kinds: Iterable[str], languages: Iterable[str], limit: int) -> list[Hit]:
        """See :class:`~urbansec.client.source.Source`."""
        return index_of(self.engine).search(text, kinds=kinds, languages=languages, limit=limit)

    def close(self) -> None:
        """Forget the data."""
        for name in ("engine", "catalogue"):
            self.__dict__.pop(name, None)
