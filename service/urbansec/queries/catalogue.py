"""All saved queries of a folder, by name."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from urbansec.errors import NotFoundError
from urbansec.queries.run import SavedQuery


class Catalogue:
    """The queries below a folder; each file's name must be its own."""

    def __init__(self, *folders: Path) -> None:
        """Read every ``*.rq`` file of ``folders``, in the order of names."""
        found = (SavedQuery.read(path) for folder in folders for path in folder.glob("*.rq"))
        self._queries = {query.name: query for query in sorted(found, key=lambda query: query.name)}

    def __iter__(self) -> Iterator[SavedQuery]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)

    def replace(self, other: "Catalogue") -> None:
        """Hold what ``other`` holds, from now on."""
        self._queries = {query.name: query for query in other}

    def get(self, name: str) -> SavedQuery:
        """The query ``name``; :class:`NotFoundError` with near matches if there is none."""
        try:
            return self._queries[name]
        except KeyError:
            near = difflib.get_close_matches(name, self._queries, n=3)
            raise NotFoundError(f"There is no saved query named {name!r}.", near=near) from None
