"""All saved queries of a folder, by name, and the old versions that are kept of them."""

from collections.abc import Iterator
from pathlib import Path

from urbansec.errors import NotFoundError, SavedQueryError
from urbansec.letters import spelled_like
from urbansec.queries.run import SavedQuery
from urbansec.queries.values import shown
from urbansec.queries.versions import ARCHIVE, Archive, split


class Catalogue:
    """The queries of some folders; each file's name must be its own."""

    def __init__(self, *folders: Path, archive: Path | None = None) -> None:
        """Read every ``*.rq`` file of ``folders``, in the order of names.

        ``archive`` holds old versions; it is the folder of that name beside the first folder if it is not given.
        """
        found = (SavedQuery.read(path) for folder in folders for path in folder.glob("*.rq"))
        self._queries = {query.name: query for query in sorted(found, key=lambda query: query.name)}
        beside = folders[0].parent / ARCHIVE if folders else Path(ARCHIVE)
        self._archive = Archive(archive or beside)

    @property
    def archive(self) -> Archive:
        """The old versions."""
        return self._archive

    def __iter__(self) -> Iterator[SavedQuery]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)

    def replace(self, other: "Catalogue") -> None:
        """Hold what ``other`` holds, from now on."""
        self._queries = {query.name: query for query in other}
        self._archive = other.archive

    def current(self, name: str) -> SavedQuery | None:
        """The query ``name`` as it is today; ``None`` if there is none."""
        return self._queries.get(name)

    def versions_of(self, name: str) -> tuple[str, ...]:
        """The versions of the query ``name``: the one of today first, if there is one, then the old ones that are kept."""
        current = (self._queries[name].version,) if name in self._queries else ()
        return current + tuple(version for version in self._archive.versions(name) if version not in current)

    def get(self, name: str) -> SavedQuery:
        """The query ``name`` as it is today, or with ``name@version`` that version of it.

        Raises :class:`NotFoundError` with near matches if there is none, and :class:`SavedQueryError` if the kept file of
        an old version is not what it was.
        """
        plain, version = split(name)
        current = self._queries.get(plain)
        if current is not None and version in (None, current.version):
            return current
        if version is None or not self.versions_of(plain):
            raise self._unknown(plain)
        path = self._archive.path(plain, version)
        if path is None:
            known = ", ".join(self.versions_of(plain))
            near = [f"{plain}@{each}" for each in spelled_like(version[:16], self.versions_of(plain), most=1)]
            raise NotFoundError(f"There is no version {shown(version)} of the saved query {plain}; there are: {known}.", near=near)
        query = SavedQuery.read(path)
        if query.version != version:
            raise SavedQueryError(f"{path}: the content of this old version was changed; its hash is {query.version} now.", file=str(path))
        return query

    def _unknown(self, name: str) -> NotFoundError:
        kept = self.versions_of(name)
        if kept:
            return NotFoundError(f"The saved query {name} is no more; old versions of it are kept.", near=[f"{name}@{version}" for version in kept])
        near = spelled_like(name, self._queries)
        return NotFoundError(f"There is no saved query named {shown(name)}.", near=near)
