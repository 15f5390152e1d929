"""Cut Turtle text into tokens, so that no one mistakes a dot in a string for the end of a statement.

The text is taken to be valid: it has been parsed before. What a curated file never holds (TriG, triple terms) is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from urbansec.errors import UrbansecError
from urbansec.turtle import tokens


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


_MARKS = frozenset(("[", "]", "(", ")", ";", ",", ".", "^^"))
_KINDS = {
    tokens.SPACE_KIND: Kind.SPACE,
    tokens.COMMENT_KIND: Kind.COMMENT,
    tokens.IRI_KIND: Kind.IRI,
    tokens.STRING_KIND: Kind.STRING,
    tokens.MARK_KIND: Kind.MARK,
}


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
    for number, start, end in tokens.pieces(text):
        token = Token(_KINDS.get(number, Kind.WORD), text[start:end])
        if number == tokens.BAD_KIND or (token.kind is Kind.MARK and token.text not in _MARKS):
            wrong = "is not closed" if number == tokens.BAD_KIND and token.text in "<\"'" else "is not expected here"
            raise EditError(f"Line {text.count(chr(10), 0, start) + 1}: {token.text!r} {wrong}.")
        yield token
