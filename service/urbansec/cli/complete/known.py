"""What there is to offer, kept in the user's cache folder: the commands, the saved queries, and the things that parameters can mean.

Each part is made anew when one of the files that it comes from has another size or time. Making it imports the package, and for the
things loads the data; reading it takes milliseconds.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from urbansec import __version__

_PACKAGE = Path(__file__).parents[2]


def root(home: str | None) -> Path:
    """The folder that holds ``queries``: as :func:`urbansec.assets.find_assets` finds it, which would cost more than all the rest."""
    given = home or os.environ.get("URBANSEC_HOME")
    if given:
        return Path(given).expanduser().absolute()
    inside = _PACKAGE / "_assets"
    return inside if inside.is_dir() else _PACKAGE.parents[1]


@cache
def commands() -> dict[str, Any]:
    """Every command by its words, with its options, arguments and commands below."""
    found: dict[str, Any] = _kept("commands", [_PACKAGE / "cli"], _make_commands)
    return found


@cache
def queries(place: Path) -> dict[str, Any]:
    """The saved queries with their parameters, and all tags and formats."""
    found: dict[str, Any] = _kept("queries", [place / "queries" / "saved", _PACKAGE / "queries", _PACKAGE / "results"], lambda: _make_queries(place))
    return found


@cache
def members(place: Path) -> dict[str, list[list[str]]]:
    """The things of each class that a parameter asks for: how they are typed, and what they are called."""
    found: dict[str, list[list[str]]] = _kept("members", [place / name for name in ("data", "ontology", "queries/saved")], lambda: _make_members(place))
    return found


def _kept(name: str, sources: Iterable[Path], make: Callable[[], Any]) -> Any:
    """What ``make`` makes, from the cache if it was made of the files that there are now."""
    listed = list(sources)
    key = hashlib.sha256("\n".join(map(str, listed)).encode()).hexdigest()[:16]
    path = _folder() / f"{name}-{key}.json"
    stamp = _stamp(listed)
    with suppress(OSError, ValueError, KeyError, TypeError):
        document = json.loads(path.read_bytes())
        if document["stamp"] == stamp:
            return document["content"]
    content = make()
    with suppress(OSError):  # a home that cannot be written to costs time, no more
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.write_text(json.dumps({"stamp": stamp, "content": content}, ensure_ascii=False), "utf-8")
        part.replace(path)
    return content


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "urbansec" / "completion"


def _stamp(folders: Iterable[Path]) -> str:
    found = hashlib.sha256(f"{__version__} {sys.version_info[:2]}".encode())
    for folder in folders:
        for entry in _files(str(folder)):
            found.update(entry.encode(errors="surrogateescape"))
    return found.hexdigest()


def _files(folder: str) -> Iterator[str]:
    """Name, size and time of every file below, in order."""
    with suppress(OSError):
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.name.startswith(("__pycache__", ".")):
                continue
            if entry.is_dir():
                yield from _files(entry.path)
            else:
                status = entry.stat()
                yield f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\n"


def _make_commands() -> dict[str, Any]:
    from urbansec.cli.complete.tree import tree

    return tree()


def _make_queries(place: Path) -> dict[str, Any]:
    from urbansec.cli.common import TABLE
    from urbansec.queries import Catalogue
    from urbansec.queries.find import tags_of
    from urbansec.results import formats_of

    catalogue = Catalogue(place / "queries" / "saved")
    found: dict[str, Any] = {}
    for query in catalogue:
        params = {
            name: {
                "type": param.type,
                "description": param.description,
                "class": param.resource_class,
                "values": list(param.values),
                "list": param.list,
                "defaults": list(param.defaults),
                "examples": list(param.examples),
            }
            for name, param in query.header.params.items()
            if not param.deprecated
        }
        formats = [TABLE, *(offer.name for offer in formats_of(query))]
        found[query.name] = {"summary": query.summary, "deprecated": bool(query.header.deprecated), "params": params, "formats": formats}
    formats = list(dict.fromkeys(name for query in found.values() for name in query["formats"]))
    return {"queries": found, "tags": list(tags_of(catalogue)), "formats": formats}


def _make_members(place: Path) -> dict[str, list[list[str]]]:
    from urbansec.assets import Assets
    from urbansec.dataset import load_shipped
    from urbansec.engine import EmbeddedEngine
    from urbansec.namespaces import expand, shorten
    from urbansec.queries.members import class_members

    params = (param for query in queries(place)["queries"].values() for param in query["params"].values())
    classes = sorted({param["class"] for param in params if param["class"]})
    engine = EmbeddedEngine(load_shipped(Assets(place)))
    return {name: [[shorten(iri), label] for iri, label in class_members(engine, expand(name) or name).items()] for name in classes}
