"""Write files so that nobody ever sees half of one."""

from contextlib import suppress
from pathlib import Path

from urbansec.errors import OutputFileError


def replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never half.

    Raises :class:`~urbansec.errors.OutputFileError` where the file cannot be written.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise OutputFileError(f"{path}: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
