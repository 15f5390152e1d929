"""Write several files so that either all of them change or none."""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from urbansec.errors import UrbansecError


class WriteError(UrbansecError):
    """A file could not be written; none has been changed."""

    title = "Nothing is written"


def replace_all(files: Mapping[Path, tuple[str | None, str]]) -> None:
    """Replace the content of each file, given as the old text (``None`` for a file that is new) and the new one.

    All texts are written beside their files first and take their places only then. Raises :class:`WriteError` if a file
    is no longer what it was, or cannot be written.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in files}
    try:
        for path, (old, new) in files.items():
            _unchanged(path, old)
            path.parent.mkdir(parents=True, exist_ok=True)
            with parts[path].open("wb") as part:
                part.write(new.encode())
                part.flush()
                os.fsync(part.fileno())
            if old is not None:
                shutil.copymode(path, parts[path])
        _take_places(files, parts)
    except OSError as error:
        raise WriteError(f"{error.filename or ''}: {error.strerror or error}") from error
    finally:
        for left_over in parts.values():
            with suppress(OSError):
                left_over.unlink()


def _unchanged(path: Path, old: str | None) -> None:
    if (path.read_bytes() if path.exists() else None) != (None if old is None else old.encode()):
        raise WriteError(f"{path} has changed meanwhile; import again.")


def _take_places(files: Mapping[Path, tuple[str | None, str]], parts: Mapping[Path, Path]) -> None:
    """Rename; if one fails, those that are done get their old text back."""
    done: list[Path] = []
    try:
        for path, part in parts.items():
            part.replace(path)
            done.append(path)
    except OSError:
        for path in done:
            old, _ = files[path]
            if old is None:
                path.unlink()
            else:
                path.write_bytes(old.encode())
        raise
