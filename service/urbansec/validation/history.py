"""What git knows of the files: which have changed since a revision, and what they held then."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from urbansec.errors import UrbansecError

_SECONDS = 60


class HistoryError(UrbansecError):
    """Git is missing, the folder is in no repository, or the revision does not exist."""

    title = "The history cannot be read"


class History:
    """A repository, found from a folder or file in it."""

    def __init__(self, inside: Path) -> None:
        folder = inside if inside.is_dir() else inside.parent
        self.root = Path(_git(folder, "rev-parse", "--show-toplevel").decode().removesuffix("\n"))

    def commit(self, revision: str) -> str:
        """The full hash of a revision; :class:`HistoryError` if there is none."""
        try:
            return _git(self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
        except HistoryError as error:
            hint = "In a checkout without the full history (as CI makes it), fetch the revision first."
            raise HistoryError(f"There is no revision {revision} in {self.root}. {hint}") from error

    def changed(self, revision: str, below: Sequence[Path] = ()) -> list[Path]:
        """The files that differ from the revision, sorted: changed, new (untracked too, if not ignored), deleted and renamed (under both names).

        ``below`` restricts them to files and folders.
        """
        limits = [str(path.resolve()) for path in below]
        commit = self.commit(revision)
        listed = _git(self.root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", commit, "--", *limits)
        listed += _git(self.root, "ls-files", "--others", "--exclude-standard", "-z", "--", *limits)
        return sorted({self.root / name.decode() for name in listed.split(b"\0") if name})

    def content(self, revision: str, path: Path) -> bytes | None:
        """What a file held at the revision, ``None`` if it did not exist. Symbolic links count as files that hold their target."""
        name = path.resolve().relative_to(self.root.resolve()).as_posix()
        commit = self.commit(revision)
        if not _git(self.root, "ls-tree", "-z", commit, "--", name):
            return None
        return _git(self.root, "cat-file", "blob", f"{commit}:{name}")

    def files(self, revision: str, below: Sequence[Path] = ()) -> list[Path]:
        """All files that the revision has, below some files and folders if they are given, sorted."""
        limits = [path.resolve().relative_to(self.root.resolve()).as_posix() for path in below]
        listed = _git(self.root, "ls-tree", "-r", "-z", "--name-only", self.commit(revision), "--", *limits)
        return sorted(self.root / name.decode() for name in listed.split(b"\0") if name)


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603, S607 - no shell
    except FileNotFoundError as error:
        raise HistoryError("git is not installed, so nobody can tell what has changed.") from error
    except subprocess.TimeoutExpired as error:
        raise HistoryError(f"git did not answer within {_SECONDS} s.") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise HistoryError(f"git {arguments[0]} failed in {folder}: {told[0].removeprefix('fatal: ') if told else f'exit {done.returncode}'}.")
    return done.stdout
