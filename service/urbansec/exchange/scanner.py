"""Cut Turtle text into tokens, so that no one mistakes a dot in a string for the end of a statement.

The text is taken to be valid: it has been parsed before. What a curated file never holds (TriG, triple terms) is refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from urbansec.errors import UrbansecError

_SPACE = " \t\r\n\ufeff"
_PUNCTUATION = "[]();,.^"
_DELIMITERS = _SPACE + _PUNCTUATION + "<>\"'#{}|"


class EditError(UrbansecError):
    """A Turtle file holds something that is not edited by a program."""

    title = "A file cannot be edited"


class Kind(Enum):
    """What a token is."""

    SPACE = "white space"
    COMMENT = "comment, without the end of its line"
    IRI = "IRI in angle brackets"
    STRING = "string, without language tag and datatype"
    WORD = "prefixed name, number, keyword, language tag or blank node label"
    MARK = "punctuation"


@dataclass(frozen=True)
class Token:
    """A piece of text; the texts of all tokens joined are the text that was scanned."""

    kind: Kind
    text: str

    @property
    def skipped(self) -> bool:
        """Whether it means nothing in Turtle."""
        return self.kind in (Kind.SPACE, Kind.COMMENT)

    def is_mark(self, mark: str) -> bool:
        """Whether it is this punctuation."""
        return self.kind is Kind.MARK and self.text == mark


def scan(text: str) -> Iterator[Token]:
    """The tokens of ``text``; :class:`EditError` naming the line of what is not closed or not known."""
    at = 0
    while at < len(text):
        kind, end = _token(text, at)
        yield Token(kind, text[at:end])
        at = end


def _token(text: str, at: int) -> tuple[Kind, int]:
    first, second = text[at], text[at + 1 : at + 2]
    if first in _SPACE:
        kind, end = Kind.SPACE, _while_in(text, at, _SPACE)
    elif first == "#":
        kind, end = Kind.COMMENT, _while(text, at, lambda c: c not in "\r\n")
    elif first == "<" and second not in ("<", "("):
        kind, end = Kind.IRI, _unescaped(text, ">", at + 1, at) + 1
    elif first in "\"'":
        kind, end = Kind.STRING, _string(text, at)
    elif first == "@":
        kind, end = Kind.WORD, _while(text, at + 1, lambda c: c.isalnum() or c == "-")
    elif first.isdecimal() or first in "+-" or (first == "." and second.isdecimal()):
        kind, end = Kind.WORD, _number(text, at)
    elif first in _PUNCTUATION and (first != "^" or second == "^"):
        kind, end = Kind.MARK, at + 1 + (first == "^")
    elif first not in _DELIMITERS:
        kind, end = Kind.WORD, _name(text, at)
    else:
        raise EditError(f"Line {_line(text, at)}: {first!r} is not expected here.")
    return kind, end


def _string(text: str, at: int) -> int:
    quote = text[at]
    if text.startswith(quote * 3, at):
        return _unescaped(text, quote * 3, at + 3, at) + 3
    return _unescaped(text, quote, at + 1, at) + 1


def _unescaped(text: str, closing: str, start: int, opened: int) -> int:
    at = start
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(closing, at):
            return at
        else:
            at += 1
    raise EditError(f"Line {_line(text, opened)}: {text[opened]!r} is not closed.")


def _number(text: str, at: int) -> int:
    """A sign, digits, a fraction, an exponent; a dot that no digit and no exponent follows ends a statement."""
    end = at + 1 if text[at] in "+-" else at
    end = _while(text, end, str.isdecimal)
    if text[end : end + 1] == "." and (text[end + 1 : end + 2].isdecimal() or _exponent(text, end + 1)):
        end = _while(text, end + 1, str.isdecimal)
    return _exponent(text, end) or end


def _exponent(text: str, at: int) -> int:
    """The end of the exponent that starts at ``at``, 0 if none does."""
    if text[at : at + 1] not in ("e", "E"):
        return 0
    digits = at + 2 if text[at + 1 : at + 2] in ("+", "-") else at + 1
    end = _while(text, digits, str.isdecimal)
    return end if end > digits else 0


def _name(text: str, at: int) -> int:
    """A prefixed name: dots belong to it if more of the name follows, and an escape takes the next character along."""
    end = at
    while end < len(text):
        if text[end] == "\\":
            end += 2
        elif text[end] == ".":
            after = _while_in(text, end, ".")
            if after == len(text) or text[after] in _DELIMITERS:
                break
            end = after
        elif text[end] in _DELIMITERS:
            break
        else:
            end += 1
    return end


def _while_in(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _while(text: str, at: int, accepts: Callable[[str], bool]) -> int:
    while at < len(text) and accepts(text[at]):
        at += 1
    return at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
