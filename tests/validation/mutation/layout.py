"""The curated files as lines and tokens, read by their layout alone.

Nothing of the product is used here, so that a fault of its parser cannot hide one of its places. The layout is that of ``urbansec fmt``: a subject
at the first column, each property on a line of its own behind two spaces, its values behind it with commas between, or below it, one to a line behind
four. A file that is not written so is an error, and so is one that does not come out of this module as it went in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

MARK = "\U000f0000"
"""Stands before the token that a finding must point at. Of private use, so that no file holds it."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^[^\s,;]+)?|<[^>]*>|[^\s,;"<]+')
_PREFIX = re.compile(r"@prefix ([A-Za-z]*): <([^>]+)> \.")
_LOCAL = re.compile(r"[A-Za-z0-9_]+(-[A-Za-z0-9_]+)*")
_A = "a"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class LayoutError(Exception):
    """A file is not laid out as the formatter does it."""


@dataclass(frozen=True)
class Statement:
    """A property and its values as tokens; ``spread`` if each value has a line of its own."""

    predicate: str
    values: tuple[str, ...]
    spread: bool = False

    def lines(self, end: str) -> Iterator[str]:
        """The statement as lines, closed by ``;`` or a full stop."""
        if self.spread:
            yield f"  {self.predicate}"
            yield from (f"    {value} ," for value in self.values[:-1])
            yield f"    {self.values[-1]} {end}"
        else:
            yield f"  {self.predicate} {', '.join(self.values)} {end}"


@dataclass(frozen=True)
class Block:
    """What a file says of one resource."""

    subject: str
    statements: tuple[Statement, ...]

    def lines(self) -> Iterator[str]:
        """The block as lines."""
        yield self.subject
        for statement in self.statements[:-1]:
            yield from statement.lines(";")
        yield from self.statements[-1].lines(".")


@dataclass(frozen=True)
class Document:
    """A file: its path below the root, its prefixes, and its blocks between lines that are kept as they are."""

    path: str
    prefixes: Mapping[str, str]
    parts: tuple[str | Block, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The file as it is written."""
        return "".join(f"{line}\n" for part in self.parts for line in (part.lines() if isinstance(part, Block) else [part]))

    def iri(self, token: str) -> str:
        """The IRI that a token stands for; empty for a literal."""
        token = token.removeprefix(MARK)
        if token == _A:
            return _TYPE
        if token.startswith("<"):
            return token[1:-1]
        prefix, colon, local = token.partition(":")
        return f"{self.prefixes[prefix]}{local}" if colon and prefix in self.prefixes else ""

    def token(self, iri: str) -> str:
        """An IRI as this file would write it."""
        if iri == _TYPE:
            return _A
        for prefix, namespace in self.prefixes.items():
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri.removeprefix(namespace)):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return f"<{iri}>"

    def values(self, block: Block, predicate: str) -> list[str]:
        """The tokens of a property's values."""
        return [value for statement in block.statements if self.iri(statement.predicate) == predicate for value in statement.values]

    def having(self, edits: Mapping[int, Block], added: Iterable[Block] = ()) -> "Document":
        """The document with other blocks at some places, and more at its end."""
        parts = [edits.get(number, part) for number, part in enumerate(self.parts)]
        return replace(self, parts=(*parts, *(part for block in added for part in ("", block))))


def read(root: Path, path: Path) -> Document:
    """One file. Raises :class:`LayoutError` if it is not laid out as it should be."""
    text = path.read_text("utf-8")
    parts: list[str | Block] = []
    lines = iter(text.splitlines())
    for line in lines:
        if not line or line.startswith(("#", "@prefix")):
            parts.append(line)
        else:
            parts.append(_block(line, lines))
    document = Document(path.relative_to(root).as_posix(), dict(_PREFIX.findall(text)), tuple(parts))
    if document.text != text:
        message = f"{path} is not laid out as the formatter does it"
        raise LayoutError(message)
    return document


def _block(subject: str, lines: Iterator[str]) -> Block:
    statements: list[Statement] = []
    for line in lines:
        body, _, end = line.rpartition(" ")
        tokens = _TOKEN.findall(body)
        if statements and line.startswith("    "):
            last = statements.pop()
            statements.append(Statement(last.predicate, (*last.values, *tokens), spread=True))
        elif end in {";", "."}:
            statements.append(Statement(tokens[0], tuple(tokens[1:])))
        else:
            statements.append(Statement(line.strip(), ()))
        if end == ".":
            break
    return Block(subject, tuple(statements))


def place_of_mark(text: str, mark: str, marks: str) -> tuple[int, int]:
    """Line and column of what follows a mark, as they are once all ``marks`` are taken out of the text."""
    before = text[: text.index(mark)]
    start = max(before.rfind("\n"), before.rfind("\r")) + 1
    breaks = before.count("\n") + before.count("\r") - before.count("\r\n")
    return breaks + 1, sum(character not in marks for character in before[start:]) + 1
