"""Versions of saved queries: every version that ever was is kept, so that a citation can be repeated.

A version is known by a hash of its text. Old ones lie in the folder ``archive`` beside ``saved``, as ``NAME@HASH.rq``: in
the tree, so that a shallow clone and the installed package have them too. They are put there from the history of the
repository, see :func:`keep`.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from urbansec.revisions import output_of_git

ARCHIVE = "archive"
_git = partial(output_of_git, missing="git is needed to read the history of the queries, and it is not installed.")
_FILE = re.compile(r"(?P<name>[^@/]+)@(?P<version>[0-9a-f]{16})\.rq\Z")


def decode(content: bytes) -> str:
    """The text of a query file, its lines ended alike on every system; ``UnicodeDecodeError`` if it is not UTF-8."""
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def version_of(text: str) -> str:
    """The version of a query's text, 16 hexadecimal digits: an equal version is an equal query."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def split(name: str) -> tuple[str, str | None]:
    """``name@version`` as both parts; no version if there is no ``@``."""
    plain, at, version = name.partition("@")
    return plain, version if at else None


@dataclass(frozen=True)
class Archive:
    """The folder of old versions; it need not exist. It is looked into once, when it is first asked for something."""

    folder: Path

    def path(self, name: str, version: str) -> Path | None:
        """The file of one old version; ``None`` if it is not kept."""
        # Looked up in the listing, never put together: a name from outside may hold dots and slashes.
        return self._files.get(name, {}).get(version)

    def versions(self, name: str) -> tuple[str, ...]:
        """The old versions of one query that are kept, in alphabetic order."""
        return tuple(self._files.get(name, {}))

    @cached_property
    def _files(self) -> Mapping[str, Mapping[str, Path]]:
        found: dict[str, dict[str, Path]] = {}
        for path in sorted(self.folder.glob("*.rq")):
            match = _FILE.match(path.name)
            if match:
                found.setdefault(match["name"], {})[match["version"]] = path
        return found


def keep(saved: Path, archive: Path, *, write: bool = True) -> list[Path]:
    """Put every version that the history of the repository around ``saved`` has, and ``saved`` has no more, into ``archive``.

    Returns the files added, in alphabetic order; without ``write`` those that would be. Raises :class:`~urbansec.revisions.RevisionError` if
    there is no git or no repository. A shallow clone knows only a part of the history: nothing is taken away for that.
    """
    current = {path.name: version_of(decode(path.read_bytes())) for path in saved.glob("*.rq")}
    added = []
    for file, content in _history(saved):
        try:
            version = version_of(decode(content))
        except UnicodeDecodeError:
            continue  # such a file was never a query that could be run
        target = archive / f"{Path(file).stem}@{version}.rq"
        if current.get(file) != version and not target.exists() and target not in added:
            added.append(target)
            if write:
                archive.mkdir(exist_ok=True)
                target.write_bytes(decode(content).encode())
    return sorted(added)


def _history(saved: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of every version of every query file in ``saved`` that a commit before this one, or this one, had."""
    listed = _git(saved, "rev-list", "--objects", "--full-history", "HEAD", "--", ".").decode()
    inside = _git(saved, "rev-parse", "--show-prefix").decode().strip()
    blobs = [line.split(" ", 1) for line in listed.splitlines() if line.endswith(".rq")]
    blobs = [[blob, path.removeprefix(inside)] for blob, path in blobs if path.startswith(inside) and "/" not in path.removeprefix(inside)]
    content = _git(saved, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob, _ in blobs).encode())
    at = 0
    for _, name in blobs:
        end = content.index(b"\n", at)
        size = int(content[at:end].split()[-1])
        yield name, content[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
