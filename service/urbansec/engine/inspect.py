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

MAX_DEPTH = 128
MAX_TOKENS = 10_000
# pyoxigraph recurses over what a query nests and over what it lists: some thousands end the whole process by stack
# overflow. Rows of a VALUES block are data, over which it does not.
_OPENING, _CLOSING, _PREFIXED = frozenset("({["), frozenset(")}]"), frozenset("!+-^")
# Functions that answer otherwise each time, so that a result may not be kept.
_VOLATILE = frozenset(["NOW", "RAND", "UUID", "STRUUID", "BNODE"])
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])

_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<string>"{3}(?:(?:"|"")?(?:[^"\\]|\\.))*"{3} | '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+')
    | (?P<unclosed>"(?:[^"\\\r\n]|\\.)*+ | '(?:[^'\\\r\n]|\\.)*+)
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<blank>_:[\w.-]+)
    | (?P<name>(?:[^\W\d_][\w.-]*+)?:(?:[\w:-]|\.(?=[\w:%\\.-])|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<run>[^\W\d_][\w.-]*+)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<mark>\|\||&&|\^\^|<=|>=|!=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Functions whose answers change, SERVICE, and a word that may be FROM: these want the lexer.
_NEED_TOKENS = ("NOW", "RAND", "UUID", "BNODE", "SERVICE")
_FROM = re.compile(r"(?<![\w:?$@.-])FROM")
_SPACE, _NAME, _REFERENCE = r"[ \t\r\n]", r"(?:[^\W\d_][\w.-]*)?", r"[^<>\"{}|^`\\\x00-\x20]*"
_PASSED = rf"\#[^\r\n]*|BASE{_SPACE}*<{_REFERENCE}>"
_DECLARATION = re.compile(rf"{_PASSED}|PREFIX{_SPACE}+({_NAME}):{_SPACE}*<({_REFERENCE})>", re.IGNORECASE)
_PROLOGUE = re.compile(rf"(?:{_SPACE}+|{_PASSED}|PREFIX{_SPACE}+{_NAME}:{_SPACE}*<{_REFERENCE}>)*+([a-z]+)(?![\w:.-])", re.IGNORECASE)
# What could have been a prefix but has no colon: words, and between them dots, minus signs and numbers. Taken whole
# first, because looking for the colon anew from every dot would cost the square of the text's length.
_RUN = re.compile(r"(?P<word>[^\W\d_]\w*)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<mark>.)")


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
    """What is known about a query without running it; the graphs are those of its FROM clauses."""

    form: Form
    names_dataset: bool
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    services: tuple[Token, ...]
    prefixes: dict[str, str]
    volatile: bool


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a SPARQL text without spaces and comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "run":
            for part in _RUN.finditer(match.group()):
                yield Token(str(part.lastgroup), part.group(), match.start() + part.start())
        elif match.lastgroup != "space":
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
    return _at_a_glance(text) or _thoroughly(text)


def _at_a_glance(text: str) -> Inspection | None:
    """The same for a short and simple query, which most are: some searches in place of a lexer; ``None`` for any other.

    Nothing is decided here that needs tokens. What could be a word of interest, even in a string, leads to the lexer.
    """
    if len(text) > MAX_TOKENS or sum(map(text.count, _OPENING)) > MAX_DEPTH or sum(map(text.count, _PREFIXED)) > MAX_DEPTH:
        return None
    upper = text.upper()
    if any(word in upper for word in _NEED_TOKENS) or ("FROM" in upper and _FROM.search(upper)):
        return None
    prologue = _PROLOGUE.match(text)
    form = Form.__members__.get(prologue[1].upper()) if prologue else None
    if prologue is None or form is None:
        return None
    prefixes = {found[1]: found[2] for found in _DECLARATION.finditer(prologue[0]) if found[2] is not None}
    return Inspection(form, names_dataset=False, default_graphs=(), named_graphs=(), services=(), prefixes=prefixes, volatile=False)


def _thoroughly(text: str) -> Inspection:
    found = list(_bounded(text))
    words = [token.text.upper() if token.kind == "word" else "" for token in found]
    start = next((i for i, word in enumerate(words) if word in Form.__members__ or word in _UPDATES), None)
    if start is None:
        line, column = position(text, len(text.rstrip()))
        raise QuerySyntaxError("Expected SELECT, ASK, CONSTRUCT or DESCRIBE.", line=line, column=column)
    if words[start] in _UPDATES:
        raise UpdateRefusedError(f"{words[start]} would change the data; this service answers queries only.")
    prologue = zip(words[:start], found[1:], found[2:], strict=False)
    prefixes = {name.text[:-1]: iri.text[1:-1] for word, name, iri in prologue if (word, name.kind, iri.kind) == ("PREFIX", "name", "iri")}
    default, named = _from_clauses(found[start:], prefixes)
    return Inspection(
        form=Form[words[start]],
        names_dataset=any(word.startswith("FROM") for word in words[start:]),
        default_graphs=default,
        named_graphs=named,
        services=tuple(_services(text, found, prefixes)),
        prefixes=prefixes,
        volatile=not _VOLATILE.isdisjoint(words),
    )


def _from_clauses(found: list[Token], prefixes: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs after FROM and after FROM NAMED."""
    default: list[str] = []
    named: list[str] = []
    for before, token, after in zip(found, found[1:], [*found[2:], None], strict=False):
        if before.text.upper() == "FROM":
            graphs, iri = (named, after) if token.text.upper() == "NAMED" else (default, token)
            if iri is not None:
                prefix, _, local = iri.text.partition(":")
                graphs.append(iri.text[1:-1] if iri.kind == "iri" else prefixes.get(prefix, "") + local)
    return tuple(default), tuple(named)


def _services(text: str, found: list[Token], prefixes: dict[str, str]) -> Iterator[Token]:
    """The places where the engine may read SERVICE; rather one too many than one too few.

    Its grammar wants no space around a word: ``SERVICESILENT`` and ``trueSERVICE`` hold it, and so does
    ``SERVICE:`` before a brace. And what looks like an IRI may be a comparison: then the word may follow a bracket
    inside it, or a comment or a string begins inside it and hides the rest from this lexer.
    """
    if "SERVICE" in text.upper():
        yield from _comparisons(found)
    for before, token, after in zip([None, *found], found, [*found[1:], None], strict=False):
        upper = token.text.upper()
        if "SERVICE" not in upper:
            continue
        if token.kind == "word":
            yield token
        elif token.kind == "name":
            prefix = token.text.partition(":")[0]
            graph = before is not None and before.text.upper() in ("GRAPH", "FROM", "NAMED") and prefix in prefixes
            if "SERVICE" in prefix.upper() and after is not None and after.text == "{" and not graph:
                yield token
        elif token.kind == "iri" and ")" in upper.partition("SERVICE")[0]:
            yield token


def _comparisons(found: list[Token]) -> Iterator[Token]:
    """IRIs that may be a comparison in which a comment or a string begins: after an operand, right inside ``(``.

    In the rows of VALUES nothing is compared.
    """
    brackets: list[str] = []
    before, in_values = Token("mark", "", 0), False
    for token in found:
        if token.kind == "mark" and token.text in _OPENING:
            brackets.append(token.text)
        elif token.kind == "mark" and token.text in _CLOSING:
            del brackets[-1:]
            in_values = in_values and token.text != "}"
        elif token.kind == "word" and token.text.upper() == "VALUES":
            in_values = True
        elif token.kind == "iri" and not in_values and brackets[-1:] == ["("] and set(token.text) & {"#", "'"} and _is_operand(before):
            yield token
        before = token


def _is_operand(token: Token) -> bool:
    return token.kind != "mark" or token.text == ")"


def _bounded(text: str) -> Iterator[Token]:
    """The tokens of ``text``; ends with :class:`QueryRefusedError` as soon as they nest too deep or are too many."""
    depth = size = signs = 0
    data_depth: int | None = None  # the depth outside the braces of the VALUES block we are in
    for token in tokens(text):
        mark = token.text if token.kind == "mark" else ""
        size += data_depth is None
        if token.kind == "word" and data_depth is None and token.text.upper() == "VALUES":
            data_depth = depth
        signs = signs + 1 if mark and mark in _PREFIXED else 0
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth -= 1
        if depth > MAX_DEPTH:
            raise _too_large(text, token, f"Brackets nest more than {MAX_DEPTH} deep", MAX_DEPTH)
        if signs > MAX_DEPTH:
            raise _too_large(text, token, f"More than {MAX_DEPTH} signs stand before one term", MAX_DEPTH)
        if size > MAX_TOKENS:
            raise _too_large(text, token, f"The query has more than {MAX_TOKENS:,} words and signs outside VALUES", MAX_TOKENS)
        if mark == "}" and depth == data_depth:
            data_depth = None
        yield token


def _too_large(text: str, token: Token, reason: str, limit: int) -> QueryRefusedError:
    line, column = position(text, token.start)
    return QueryRefusedError(
        f"{reason}, the limit of this service; write it shorter, flatter, or put lists into VALUES.", limit=limit, line=line, column=column
    )
