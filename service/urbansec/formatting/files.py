"""Format files: read, format, prove, write so that there is the old file or the new one and never half."""

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from urbansec.errors import InputFileError, OutputFileError
from urbansec.formatting.lexemes import FormattingError
from urbansec.formatting.proof import canonical, prove_same
from urbansec.formatting.text import format_text
from urbansec.turtle.encoding import decoded

FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG}
_ANY_BASE = "stdin:"


@dataclass(frozen=True)
class Formatted:
    """A file's content before and after."""

    name: str
    old: bytes
    new: bytes

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return self.old != self.new


def format_file(path: Path) -> Formatted:
    """The file as it would be; nothing is written. Errors as of :func:`format_bytes`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputFileError(f"{error.strerror or error}.", file=str(path)) from error
    return format_bytes(content, str(path), path.resolve().as_uri())


def format_bytes(content: bytes, name: str, base_iri: str = _ANY_BASE) -> Formatted:
    """The content of the file called ``name`` as it would be: UTF-8 without a byte order mark.

    Raises :class:`~urbansec.errors.InputFileError` with line and column if it is not UTF-8 or does not parse, or if its name
    stands for another format, and :class:`FormattingError` if it could not be proved that meaning and comments stay.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise InputFileError(f"Only Turtle and TriG are formatted ({', '.join(FORMATS)}).", file=name)
    old = decoded(content, name)
    try:
        before = canonical(old, FORMATS[suffix], base_iri)
    except SyntaxError as error:
        raise _problem(error, name) from error
    try:
        new = format_text(old)
        if new != old:
            prove_same(before, old, new, FORMATS[suffix], base_iri)
    except FormattingError as error:
        raise FormattingError(f"{name}: {error}") from error
    return Formatted(name, content, new.encode())


def write_file(path: Path, formatted: Formatted) -> None:
    """Put the new content in the place of the old; a link stays a link, and the file keeps its permissions.

    Whatever happens meanwhile, the file holds the old content or the new one. Raises
    :class:`~urbansec.errors.OutputFileError` if it cannot be written, or is no longer what it was.
    """
    target = path.resolve()
    part: Path | None = None
    try:
        if not os.access(target, os.W_OK):
            raise OutputFileError(f"{path}: Permission denied.")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(formatted.new)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, part)
        if target.read_bytes() != formatted.old:
            raise OutputFileError(f"{path}: The file was changed by somebody else meanwhile; run the command again.")
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise OutputFileError(f"{path}: {error.strerror or error}.") from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _problem(error: SyntaxError, name: str) -> InputFileError:
    message = str(error.args[0]) if error.args else str(error)
    text = message.partition(": ")[2] if message.startswith("Parser error ") else message
    return InputFileError(text if text.endswith((".", "!", "?")) else f"{text}.", file=name, line=error.lineno, column=error.offset)
