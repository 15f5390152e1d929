"""A text that knows its lines. They end with LF, CR LF or CR; lines and columns count from 1, columns in code points."""

import re
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from urbansec.errors import InputFileError
from urbansec.turtle.encoding import decoded

_LINE_END = re.compile(r"\r\n?|\n")


class Source:
    """A text and the name of the file it is from."""

    def __init__(self, text: str, name: str = "") -> None:
        self.text = text
        self.name = name

    @classmethod
    def read(cls, path: Path) -> "Source":
        """The text of a file, without a byte order mark; :class:`~urbansec.errors.InputFileError` if it is not readable or not UTF-8."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputFileError(f"{error.strerror or error}.", file=str(path)) from error
        return cls(decoded(data, str(path)), str(path))

    @cached_property
    def _starts(self) -> list[int]:
        """The offsets at which lines begin."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at ``offset``; the end of the text has a position too."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Where the character at a position is; of a position outside the text, the nearest one inside."""
        line = min(max(line, 1), len(self._starts))
        return max(0, min(self._starts[line - 1] + column - 1, len(self.text)))

    def line(self, number: int) -> str:
        """A line without its end; empty if there is no such line."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].rstrip("\r\n")
