"""The tokens of a file that mean something, each with the comments around it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from urbansec.errors import UrbansecError
from urbansec.formatting.nodes import Note
from urbansec.turtle.tokens import BAD_KIND, COMMENT_KIND, MARK_KIND, SPACE_KIND, pieces


class FormattingError(UrbansecError):
    """A file is left as it is, because formatting it could lose something."""

    title = "A file is left as it is"


@dataclass(slots=True)
class Lexeme:
    """A token with the comments on the lines above it, and the one behind it on its line.

    ``kind`` is one of :mod:`urbansec.turtle.tokens`. ``blank`` tells of a blank line directly above it, ``breaks`` of an end
    of line between it and the token before. The last lexeme of a file has no text and holds the comments at its end.
    """

    text: str
    kind: int = SPACE_KIND
    before: list[Note] = field(default_factory=list)
    after: str | None = None
    blank: bool = False
    breaks: bool = False

    def is_mark(self, *marks: str) -> bool:
        """Whether it is one of these punctuation marks."""
        return self.kind == MARK_KIND and self.text in marks


def lexemes(text: str) -> Iterator[Lexeme]:
    """The lexemes of ``text``, which has been parsed before, and the last one that stands for its end."""
    last: Lexeme | None = None
    coming = Lexeme("")
    line_ends = 0
    for kind, start, end in pieces(text):
        if kind == SPACE_KIND:
            line_ends += _line_ends(text[start:end])
            coming.breaks = coming.breaks or line_ends > 0
        elif kind == COMMENT_KIND and last is not None and line_ends == 0 and last.after is None:
            last.after = text[start:end].rstrip()
        elif kind == COMMENT_KIND:
            coming.before.append(Note(text[start:end].rstrip(), blank=line_ends > 1))
            coming.breaks, line_ends = True, 0
        elif kind == BAD_KIND:
            raise FormattingError(f"Character {text[start]!r} at offset {start} is not expected there.")
        else:
            if last is not None:
                yield last
            coming.text, coming.kind, coming.blank = text[start:end], kind, line_ends > 1
            last, coming, line_ends = coming, Lexeme(""), 0
    if last is not None:
        yield last
    yield coming


def comments(text: str) -> list[str]:
    """The comments of ``text`` in their order, without the white space at their ends."""
    return [text[start:end].rstrip() for kind, start, end in pieces(text) if kind == COMMENT_KIND]


def _line_ends(space: str) -> int:
    return space.count("\n") + space.count("\r") - space.count("\r\n")
