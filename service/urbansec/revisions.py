"""Take files of a revision out of a git repository, without touching its working tree."""

import io
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from urbansec.errors import UrbansecError

_MISSING = "git is needed to compare revisions, and it is not installed. Files and folders can be compared without it."


class RevisionError(UrbansecError):
    """What was given is neither a file nor a folder nor a revision that can be read."""

    title = "There is nothing to compare"


@dataclass(frozen=True)
class Repository:
    """The repository that ``folder`` lies in; paths without a colon are relative to ``folder``."""

    folder: Path

    @classmethod
    def around(cls, folder: Path) -> "Repository | None":
        """The repository around ``folder``; ``None`` if it lies in none. :class:`RevisionError` if there is no git."""
        done = _git(folder, "rev-parse", "--show-toplevel")
        return cls(folder) if done.returncode == 0 else None

    def commit(self, revision: str) -> str | None:
        """The short name of the commit that ``revision`` stands for; ``None`` if there is no such commit."""
        done = _git(self.folder, "rev-parse", "--verify", "--quiet", "--short", "--end-of-options", f"{revision}^{{commit}}")
        return done.stdout.decode().strip() or None if done.returncode == 0 else None

    def changes(self, names: tuple[str, ...]) -> list[tuple[str, datetime]]:
        """The commits that changed these folders beside each other, and when, the newest first; as many as the clone has."""
        done = output_of_git(self.folder, "log", "--format=%h %ct", "--", *names)
        pairs = (line.split() for line in done.decode().splitlines())
        return [(commit, datetime.fromtimestamp(int(seconds), UTC)) for commit, seconds in pairs]

    def folders(self, revision: str, names: tuple[str, ...]) -> list[str]:
        """Which of these folders beside each other the revision has."""
        done = output_of_git(self.folder, "ls-tree", "-d", "-z", "--name-only", revision, "--", *names)
        return [name for name in done.decode().split("\0") if name]

    def extract(self, revision: str, names: list[str], into: Path) -> None:
        """Write these folders, as they were, below ``into``."""
        _unpack(output_of_git(self.folder, "archive", "--format=tar", revision, "--", *names), into)

    def extract_path(self, revision: str, path: str, into: Path) -> Path:
        """Write one file or the content of one folder, ``path`` from the top of the repository (or ``./…`` from the folder); where it is then."""
        name = f"{revision}:{path}"
        kind = _git(self.folder, "cat-file", "-t", name)
        if kind.returncode:
            raise RevisionError(f"{name}: the revision {revision} has no {path or 'such folder'}.")
        if kind.stdout.strip() == b"tree":
            top = Path(output_of_git(self.folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
            tree = output_of_git(self.folder, "rev-parse", name).decode().strip()
            _unpack(output_of_git(top, "archive", "--format=tar", tree), into)
            return into
        target = into / Path(path).name
        target.write_bytes(output_of_git(self.folder, "cat-file", "blob", name))
        return target


def output_of_git(folder: Path, *arguments: str, stdin: bytes | None = None, missing: str = _MISSING) -> bytes:
    """What ``git`` prints in ``folder``, asked with these arguments; :class:`RevisionError` if it fails, with the words ``missing`` if there is none."""
    done = _git(folder, *arguments, stdin=stdin, missing=missing)
    if done.returncode:
        raise RevisionError(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip() or 'failed'}.")
    return done.stdout


def _git(folder: Path, *arguments: str, stdin: bytes | None = None, missing: str = _MISSING) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], input=stdin, capture_output=True, check=False)  # noqa: S603, S607 - the user's git, no shell
    except FileNotFoundError:
        raise RevisionError(missing) from None


def _unpack(archive: bytes, into: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(into, filter="data")
