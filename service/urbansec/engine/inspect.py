"""Look at a query before it runs: its form, whether it would reach another server, how deeply it nests.

A small lexer after the terminals of SPARQL 1.1 (section 19.8 of the recommendation), because a word inside a
string, an IRI or a comment is no keyword, and because a parser costs a hundred times what the query costs. It
judges no syntax: that is the engine's part.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from urbansec.errors import QueryRefusedError, QuerySyntaxError, UpdateRefusedError

MAX_DEPTH = 100
MAX_TOKENS = 10_000
# pyoxigraph recurses over what a query nests and over what it lists: some thousands end the whole process by stack
# overflow. Rows of a VALUES block are data, over which it does not.
_OPENING, _CLOSING = frozenset("({["), frozenset(")}]")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])

_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<string>"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*"{3} | '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<blank>_:[\w.-]+)
    | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w:-]|\.(?=[\w:%\\.-])|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d_]\w*)
    | (?P<mark>\|\||&&|\^\^|<=|>=|!=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Form(StrEnum):
    """The four query forms of SPARQL."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def gives_graph(self) -> bool:
        """Whether the result is RDF, not a table or a truth value."""
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


class Token(NamedTuple):
    """A piece of the text: what it is, how it is written, where it starts (offset from 0) and ends."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Inspection:
    """What is known about a query without running it."""

    form: Form
    names_dataset: bool
    services: tuple[Token, ...]
    prefixes: dict[str, str]


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a SPARQL text without spaces and comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group(), match.start())


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at ``offset``."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def inspect(text: str) -> Inspection:
    """What ``text`` is, if it may run here.

    Raises :class:`UpdateRefusedError` for an update, :class:`QuerySyntaxError` if no query form is found, and
    :class:`QueryRefusedError` if it nests deeper than the engine bears.
    """
    found = list(tokens(text))
    words = [token.text.upper() if token.kind == "word" else "" for token in found]
    _bound_size(text, found, words)
    start = next((i for i, word in enumerate(words) if word in Form.__members__ or word in _UPDATES), None)
    if start is None:
        line, column = position(text, len(text.rstrip()))
        raise QuerySyntaxError("Expected SELECT, ASK, CONSTRUCT or DESCRIBE.", line=line, column=column)
    if words[start] in _UPDATES:
        raise UpdateRefusedError(f"{words[start]} would change the data; this service answers queries only.")
    prologue = zip(words[:start], found[1:], found[2:], strict=False)
    return Inspection(
        form=Form[words[start]],
        names_dataset="FROM" in words[start:],
        services=tuple(token for token, word in zip(found, words, strict=True) if word == "SERVICE"),
        prefixes={name.text.rstrip(":"): iri.text[1:-1] for word, name, iri in prologue if (word, name.kind, iri.kind) == ("PREFIX", "name", "iri")},
    )


def _bound_size(text: str, found: list[Token], words: list[str]) -> None:
    depth = size = 0
    data_depth: int | None = None  # the depth outside the braces of the VALUES block we are in
    for token, word in zip(found, words, strict=True):
        mark = token.text if token.kind == "mark" else ""
        size += data_depth is None
        if word == "VALUES" and data_depth is None:
            data_depth = depth
        if mark in _OPENING:
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_large(text, token, f"Brackets nest more than {MAX_DEPTH} deep", MAX_DEPTH)
        elif mark in _CLOSING:
            depth -= 1
        if size > MAX_TOKENS:
            raise _too_large(text, token, f"The query has more than {MAX_TOKENS:,} words and signs outside VALUES", MAX_TOKENS)
        if mark == "}" and depth == data_depth:
            data_depth = None


def _too_large(text: str, token: Token, reason: str, limit: int) -> QueryRefusedError:
    line, column = position(text, token.start)
    return QueryRefusedError(
        f"{reason}, the limit of this service; write it shorter, flatter, or put lists into VALUES.", limit=limit, line=line, column=column
    )
