"""A query file on its way through the checks: its text, its header, what it asks for, and places in all of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from urbansec.engine import GRAPH_FORMATS, Request
from urbansec.engine.inspect import Inspection, Token, inspect, position, tokens
from urbansec.errors import QuerySyntaxError, SavedQueryError, UrbansecError
from urbansec.queries.check.empty import empty_engine
from urbansec.queries.check.finding import Finding
from urbansec.queries.check.pattern import Select
from urbansec.queries.check.reading import read
from urbansec.queries.check.rejected import reason
from urbansec.queries.commented import Commented, read_comment
from urbansec.queries.commented import Path as HeaderPath
from urbansec.queries.header import Header, read_header
from urbansec.queries.run import SavedQuery
from urbansec.queries.table import JSON
from urbansec.queries.versions import decode

_GRAPH = GRAPH_FORMATS[0]
_ACCEPT = re.compile(r"^(?P<before>.*?)#\s*accept\s+(?P<code>[a-z-]+)\b", re.MULTILINE)


class UnreadableError(Exception):
    """The file is no query; ``findings`` say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(findings)
        self.findings = findings


@dataclass(frozen=True)
class Source:
    """A file that can be read as a query."""

    path: Path
    text: str
    header: Header
    comment: Commented
    inspection: Inspection
    select: Select

    @classmethod
    def read(cls, path: Path) -> "Source":
        """The file ``path``; :class:`UnreadableError` with what is wrong if it cannot be read, or its header or text is broken."""
        file = str(path)
        try:
            text = decode(path.read_bytes())
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror or str(error) if isinstance(error, OSError) else f"Byte {error.start + 1} is not UTF-8."
            raise UnreadableError(Finding(file, 1, 1, "unreadable", str(reason))) from error
        problems: list[Finding] = []
        header, comment = Header(), Commented()
        try:
            header, comment = read_header(text, file=file), read_comment(text)
        except SavedQueryError as error:
            problems += _in_header(file, error)
        try:
            inspection, select = inspect(text), read(text)
        except RecursionError as error:
            problems.append(Finding(file, 1, 1, "syntax", "Brackets nest too deep for this check."))
            raise UnreadableError(*problems) from error
        except UrbansecError as error:
            line, column = error.members.get("line"), error.members.get("column")
            problems.append(Finding(file, _number(line), _number(column), "syntax", error.detail))
            raise UnreadableError(*problems) from error
        problems += _rejected(file, text, inspection, select)
        if problems:
            raise UnreadableError(*problems)
        return cls(path, text, header, comment, inspection, select)

    @property
    def query(self) -> SavedQuery:
        """The query, to run it."""
        return SavedQuery(name=self.path.stem, path=self.path, text=self.text, header=self.header)

    @property
    def folder(self) -> str:
        """The name of the folder it lies in, which tells what it is for: ``saved``, ``checks``, ``federated``."""
        return self.path.resolve().parent.name

    def at(self, offset: int, code: str, message: str, hint: str = "") -> Finding:
        """A finding about the character at ``offset`` of the text."""
        return Finding(str(self.path), *position(self.text, offset), code, message, hint)

    def in_header(self, path: HeaderPath, code: str, message: str, hint: str = "") -> Finding:
        """A finding about the part of the header at ``path``, or about its first line where there is no such part."""
        _, place = self.comment.find(path, key=True)
        return Finding(str(self.path), *(place or (1, 1)), code, message, hint)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words and signs of the text, without comments."""
        return tuple(tokens(self.text))

    def accepted(self) -> Iterator[tuple[int, int, str]]:
        """What comments ``# accept CODE`` accept: the line of the comment, the line they speak of, the code.

        That is their own line, or the next one if they have a line to themselves.
        """
        strings = [range(token.start, token.end) for token in self.tokens if token.kind in ("string", "iri")]
        for found in _ACCEPT.finditer(self.text):
            sign = found.end("before")
            if found["before"].startswith("#") or any(sign in inside for inside in strings):
                continue
            line, _ = position(self.text, found.start())
            yield line, line if found["before"].strip() else line + 1, found["code"]


def _in_header(file: str, error: SavedQueryError) -> Iterator[Finding]:
    problems = error.members.get("problems")
    for each in problems if isinstance(problems, list) else [{"message": error.detail}]:
        yield Finding(file, _number(each.get("line")), _number(each.get("column")), "header", str(each["message"]))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 1


def _rejected(file: str, text: str, inspection: Inspection, select: Select) -> Iterator[Finding]:
    """What the engine says of a query that the grammar allows; it is not asked for one with SERVICE, which it refuses anyway."""
    if inspection.services:
        return
    try:
        empty_engine().execute(Request(text), _GRAPH if inspection.form.gives_graph else JSON)
    except QuerySyntaxError as error:
        found = reason(select)
        if found is not None:
            start, message = found
            yield Finding(file, *position(text, start), "syntax", message)
        else:
            yield Finding(file, error.line or 1, error.column or 1, "syntax", error.detail)
    except UrbansecError:  # it takes too long even without data, which the data will show
        return
