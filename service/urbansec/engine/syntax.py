"""Where a rejected query first goes wrong, and what could stand there instead.

The engine's parser backtracks, so the position it reports is often the end of the text. SPARQL's grammar is LL(1):
an LALR parser stops at the first token that no query can have there. It runs only after the engine said no.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Tree
from lark import Token as Terminal
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from urbansec.engine.inspect import Token, position, tokens
from urbansec.errors import QuerySyntaxError
from urbansec.namespaces import PREFIXES

_GRAMMAR = Path(__file__).with_name("sparql.lark")
_KEYWORDS = frozenset(
    "BASE PREFIX SELECT CONSTRUCT DESCRIBE ASK DISTINCT REDUCED AS FROM NAMED WHERE GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNION "
    "OPTIONAL MINUS GRAPH SERVICE SILENT FILTER BIND UNDEF NOT IN EXISTS SEPARATOR".split()
)
_AGGREGATES = frozenset("COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT".split())
_BUILTINS = frozenset(
    "STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS "
    "STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT "
    "SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE".split()
)
_MARKS = {
    "{": "LBRACE",
    "}": "RBRACE",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LBRACKET",
    "]": "RBRACKET",
    ".": "DOT",
    ",": "COMMA",
    ";": "SEMICOLON",
    "*": "STAR",
    "+": "PLUS",
    "-": "MINUS_SIGN",
    "/": "SLASH",
    "|": "PIPE",
    "^": "CARET",
    "?": "QUESTION",
    "!": "BANG",
    "=": "EQUAL",
    "!=": "DIFFERENT",
    "<": "LESS",
    ">": "GREATER",
    "<=": "AT_MOST",
    ">=": "AT_LEAST",
    "||": "OR",
    "&&": "AND",
    "^^": "DATATYPE",
}  # fmt: skip - a table of pairs reads better in rows
_KINDS = {"iri": "IRI", "string": "STRING", "variable": "VAR", "language": "LANGUAGE", "blank": "BLANK", "number": "NUMBER"}
_SPOKEN = {name: mark for mark, name in _MARKS.items()} | {
    "IRI": "an IRI",
    "STRING": "text in quotes",
    "VAR": "a variable",
    "BLANK": "a blank node",
    "NUMBER": "a number",
    "PNAME_LN": "a prefixed name",
    "PNAME_NS": "a prefix",
    "LANGUAGE": "a language tag",
    "BUILTIN": "a function",
    "AGGREGATE": "an aggregate",
    "BOOLEAN": "true or false",
    "A": "a",
    "$END": "the end of the query",
}  # fmt: skip - the same
_SHOWN = 8


def explain(text: str, message: str, line: int | None, column: int | None) -> QuerySyntaxError:
    """The error for a query that the engine rejected with ``message`` at ``line`` and ``column``, as exact as can be.

    A prefix that is not declared comes first, then the first token that the grammar does not allow; if the grammar
    allows all of it, the engine's own message stands (for example a variable bound twice).
    """
    wrong = _first_wrong(text)
    unknown = _undeclared(text)
    if unknown is not None and (wrong is None or unknown.start < wrong[0]):
        prefix = unknown.text.partition(":")[0]
        namespace = PREFIXES.get(prefix, "…")
        return _error(text, unknown.start, f"The prefix {prefix}: is not declared. Add a line PREFIX {prefix}: <{namespace}>.")
    if wrong is None:
        return QuerySyntaxError(message, line=line, column=column)
    start, found, expected = wrong
    names = sorted({_SPOKEN.get(name, name) for name in expected})
    wanted = f"; expected {', '.join(names)}" if len(names) <= _SHOWN else ""
    shown = f"Unexpected {found[:40]!r}" if found else "The query ends too early"
    return _error(text, start, f"{shown}{wanted}.")


def parse(text: str) -> Tree[Terminal]:
    """The parse tree of a query, whose terminals know their offset (``start_pos``); :class:`QuerySyntaxError` if it is none."""
    try:
        return _parser().parse(text)
    except UnexpectedToken:
        line, column = position(text, len(text.rstrip()))
        raise explain(text, "This is no SPARQL query.", line, column) from None


def prepare_to_explain() -> None:
    """Read the grammar now: a worker process may open no file later."""
    _parser()


def _error(text: str, start: int, detail: str) -> QuerySyntaxError:
    line, column = position(text, start)
    return QuerySyntaxError(detail, line=line, column=column)


def _first_wrong(text: str) -> tuple[int, str, set[str]] | None:
    try:
        _parser().parse(text)
    except UnexpectedToken as error:
        if error.token.type == "$END":
            return len(text.rstrip()), "", set(error.accepts or error.expected)
        return int(error.token.start_pos or 0), str(error.token), set(error.accepts or error.expected)
    return None


def _undeclared(text: str) -> Token | None:
    """The first prefixed name whose prefix no declaration before it names."""
    declared: set[str] = set()
    before = ""
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token
        before = token.text.upper()
    return None


class _Terminals(Lexer):
    """Gives lark the tokens of the lexer that inspects queries, named as the grammar names them."""

    def __init__(self, _configuration: Any) -> None:
        """Lark passes its configuration to every lexer; this one needs none."""

    def lex(self, data: str) -> Iterator[Terminal]:  # type: ignore[override] # lark hands a custom lexer the text itself
        """The tokens of ``data``."""
        for token in tokens(data):
            yield Terminal(_type(token), token.text, start_pos=token.start)


def _type(token: Token) -> str:
    upper = token.text.upper()
    match token.kind:
        case "word" if token.text == "a":
            return "A"
        case "word" if upper in _KEYWORDS:
            return upper
        case "word":
            return next((name for name, words in _WORDS if upper in words), "WORD")
        case "name":
            return "PNAME_NS" if token.text.endswith(":") else "PNAME_LN"
        case "mark":
            return _MARKS.get(token.text, "UNKNOWN")
    return _KINDS.get(token.kind, "UNKNOWN")  # such as a string that nothing closes


_WORDS = (("AGGREGATE", _AGGREGATES), ("BUILTIN", _BUILTINS), ("BOOLEAN", frozenset({"TRUE", "FALSE"})))


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR.read_text("utf-8"), parser="lalr", lexer=_Terminals)
