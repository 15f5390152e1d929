"""A Turtle file as pieces of text: statements and what stands between them.

Joined, the pieces are the file, byte for byte. So a statement can be edited or added without touching the others, their
comments or their layout. Comment lines directly above a statement belong to it; a blank line sets them apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from urbansec.exchange.scanner import EditError, Kind, Token, scan

_SPARQL_STYLE = {"prefix": 3, "base": 2, "version": 2}  # directives that end without a dot, and their number of tokens


@dataclass(frozen=True)
class Piece:
    """Some text of the file. A gap holds only white space and comments; a statement ends with its dot."""

    tokens: tuple[Token, ...]

    @cached_property
    def text(self) -> str:
        """The text, comments included."""
        return "".join(token.text for token in self.tokens)

    @cached_property
    def words(self) -> list[Token]:
        """The tokens that mean something."""
        return [token for token in self.tokens if not token.skipped]

    @cached_property
    def is_gap(self) -> bool:
        """Whether it is text between statements."""
        return not self.words

    @cached_property
    def is_directive(self) -> bool:
        """Whether it declares a prefix or a base."""
        words = self.words
        return bool(words) and (words[0].text in ("@prefix", "@base", "@version") or _sparql_style(words) > 0)

    @cached_property
    def subject(self) -> str:
        """The subject as it is written; empty for gaps, directives and blank nodes in brackets."""
        words = self.words
        return words[0].text if words and not self.is_directive and words[0].kind in (Kind.WORD, Kind.IRI) else ""


@dataclass
class Document:
    """The pieces of a file, gaps and statements by turns: gap, statement, gap, … gap."""

    pieces: list[Piece] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> "Document":
        """Cut ``text``; :class:`~urbansec.exchange.scanner.EditError` if it is no finished Turtle."""
        return cls(list(_pieces(scan(text))))

    @property
    def text(self) -> str:
        """The whole file."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def line_end(self) -> str:
        """How its lines end: as the first one does."""
        first = self.text.partition("\n")[0]
        return "\r\n" if first.endswith("\r") else "\n"

    def statements(self) -> list[tuple[int, Piece]]:
        """The statements that are no directives, with their places in ``pieces``."""
        return [(i, piece) for i, piece in enumerate(self.pieces) if not piece.is_gap and not piece.is_directive]

    def replace(self, index: int, text: str) -> None:
        """Put ``text``, one statement, in the place of the statement at ``index``."""
        self.pieces[index] = _one_piece(text)

    def insert_after(self, index: int, text: str, *, blank_lines: bool = True) -> None:
        """Add a statement on the lines behind the one at ``index``, and behind a comment at the end of its line."""
        head, newline, tail = self.pieces[index + 1].text.partition("\n")
        end = self.line_end
        before = head + (newline or end)
        if blank_lines:
            before += end
            is_last = index + 2 == len(self.pieces) and not tail.strip()
            tail = tail if is_last or tail.lstrip(" \t")[:1] in ("\n", "\r") else end + tail
        self.pieces[index + 1 : index + 2] = [_gap(before), _one_piece(text), _gap(end + tail)]

    def insert_before(self, index: int, text: str, *, blank_lines: bool = True) -> None:
        """Add a statement on the lines before the one at ``index`` and the comment that belongs to it."""
        gap, end = self.pieces[index - 1].text, self.line_end
        missing = end * max(0, 2 - _line_ends(gap)) if blank_lines and (gap or index > 1) else ""
        self.pieces[index - 1 : index] = [_gap(gap + missing), _one_piece(text), _gap(end * (2 if blank_lines else 1))]

    def insert_first(self, text: str) -> None:
        """Add a statement at the very beginning, before a comment that opens the file."""
        gap = self.pieces[0].text.lstrip("\r\n")
        self.pieces[0:1] = [_gap(""), _one_piece(text), _gap(self.line_end * 2 + gap)]

    def append(self, text: str) -> None:
        """Add a statement at the end of the file."""
        gap, end = self.pieces[-1].text, self.line_end
        missing = "" if not gap and len(self.pieces) == 1 else end * max(0, 2 - _line_ends(gap))
        self.pieces[-1:] = [_gap(gap + missing), _one_piece(text), _gap(end)]


def _pieces(tokens: Iterator[Token]) -> Iterator[Piece]:
    gap: list[Token] = []
    statement: list[Token] = []
    first = True
    for token in tokens:
        if not statement and token.skipped:
            gap.append(token)
            continue
        statement.append(token)
        if token.is_mark(".") or _finished_without_dot(statement):
            between, lead = _split(gap, first=first)
            yield Piece(tuple(between))
            yield Piece((*lead, *statement))
            gap, statement, first = [], [], False
    if statement:
        raise EditError("The last statement is not finished.")
    yield Piece(tuple(gap))


def _finished_without_dot(tokens: Sequence[Token]) -> bool:
    """Whether these tokens are a whole directive in the style of SPARQL."""
    expected = _sparql_style(tokens)
    return expected > 0 and expected == sum(not token.skipped for token in tokens)


def _sparql_style(tokens: Sequence[Token]) -> int:
    """The number of tokens of the dotless directive that these tokens begin; 0 if they begin none."""
    first = next((token for token in tokens if not token.skipped), None)
    return _SPARQL_STYLE.get(first.text.lower(), 0) if first is not None and first.kind is Kind.WORD else 0


def _split(gap: Sequence[Token], *, first: bool) -> tuple[list[Token], list[Token]]:
    """What stands between two statements, and the comment lines that belong to the second."""
    lines = [token.text.count("\n") if token.kind is Kind.SPACE else 0 for token in gap]
    blank = [i for i, count in enumerate(lines) if count > 1]
    line_ends = [i for i, count in enumerate(lines) if count]
    if blank:
        cut = blank[-1] + 1
    elif first:
        cut = 0
    else:
        cut = line_ends[0] + 1 if line_ends else len(gap)
    return list(gap[:cut]), list(gap[cut:])


def _line_ends(gap: str) -> int:
    """How many lines end between the last comment and the end of the gap, two at most."""
    return min(2, gap[len(gap.rstrip()) :].count("\n"))


def _gap(text: str) -> Piece:
    return Piece(tuple(scan(text)))


def _one_piece(text: str) -> Piece:
    pieces = [piece for piece in _pieces(scan(text)) if piece.tokens]
    if len(pieces) != 1 or pieces[0].is_gap:
        raise EditError(f"This is not one statement: {text[:80]!r}")
    return pieces[0]
