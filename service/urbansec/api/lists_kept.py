"""Lists that have been read, kept until the data change."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from urbansec.api.charging import charged
from urbansec.engine import Engine
from urbansec.namespaces import ID
from urbansec.queries.description import paths
from urbansec.queries.lists import About, Listing, about, defined, read
from urbansec.search.fold import spellings
from urbansec.search.kept import Kept


@dataclass
class _Read:
    """What has been read of one state of the data."""

    listings: dict[str, Listing] = field(default_factory=dict)
    said: dict[str, About] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_PATHS = Kept(paths)
_READ: Kept[_Read] = Kept(lambda _engine: _Read())


def every_path(engine: Engine) -> list[str]:
    """All that the data describe, as what stands behind ``id/``, sorted."""
    return _PATHS.of(engine)


def kinds(engine: Engine) -> dict[str, int]:
    """The kinds that there are things of, and how many."""
    return dict(Counter(path.partition("/")[0] for path in every_path(engine) if "/" in path.strip("/")))


def said(engine: Engine) -> Mapping[str, About]:
    """What the data say of each kind."""
    kept = _READ.of(engine)
    if kept.said is None:
        first: dict[str, str] = {}
        for path in every_path(engine):
            first.setdefault(path.partition("/")[0], f"{ID}{path}")
        kept.said = about(engine, first)
    return kept.said


def listing(engine: Engine, kind: str) -> Listing:
    """The list of ``kind``, one of :func:`kinds`. Made by the first who asks for it; others wait for that."""
    kept = _READ.of(engine)
    with kept.lock:
        found = kept.listings.get(kind)
        if found is None:
            with charged():
                iris = [f"{ID}{path}" for path in every_path(engine) if path.startswith(f"{kind}/")]
                found = kept.listings[kind] = read(engine, defined(kind), iris, spellings)
        return found
