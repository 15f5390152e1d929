"""What to do about text that does not fit: name the mistake, then go on where the next statement begins."""

from typing import TYPE_CHECKING

from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.terms import TermError
from urbansec.turtle.tokens import BAD_KIND, IRI_KIND, MARK_KIND, NAME_KIND, TOKEN

if TYPE_CHECKING:
    from urbansec.turtle.lines import LineReader
    from urbansec.turtle.parser import Reader

NEW = ("<<", "<<(", "~", "{|")
"""What begins the syntax of RDF 1.2."""


class WrongError(Exception):
    """A token does not fit where it stands; ``expected`` names what should be there."""

    def __init__(self, expected: str, kind: int, start: int, end: int) -> None:
        super().__init__(expected)
        self.expected, self.kind, self.start, self.end = expected, kind, start, end


class UnsupportedError(Exception):
    """The statement uses the syntax of RDF 1.2."""


def token(text: str, at: int) -> tuple[int, int, int]:
    """Kind, start and end of the next token; the kind is 0 at the end of the text."""
    found = TOKEN.match(text, at)
    if found is None:
        return 0, len(text), len(text)
    kind = found.lastindex or BAD_KIND
    return kind, *found.span(kind)


def is_directive(text: str, start: int, end: int) -> bool:
    """Whether what looks like a language tag begins a directive, because a statement before it has no dot."""
    if text[start:end] not in ("@prefix", "@base"):
        return False
    kind, first, last = token(text, end)
    if text[start:end] == "@base":
        return kind == IRI_KIND
    return kind == NAME_KIND and text[last - 1] == ":" and token(text, last)[0] == IRI_KIND and text[first] != "."


def instead(reader: "Reader", expected: str, kind: int, start: int, end: int) -> tuple[int, int, int]:
    """What stands where ``expected`` belongs."""
    if kind == MARK_KIND and reader.text[start:end] in ("<<", "<<("):
        raise UnsupportedError
    raise WrongError(expected, kind, start, end)


def undeclared(reader: "Reader", start: int, end: int) -> None:
    """Note a prefix that is not declared."""
    reader.spoiled = True
    reader.parsed.mistakes.append(Mistake(Span(start, end), "undeclared-prefix", "not declared"))


def bad_term(reader: "Reader | LineReader", error: TermError, start: int, end: int) -> None:
    """Note a token that stands for no term."""
    reader.spoiled = True
    reader.parsed.mistakes.append(Mistake(Span(start, end), error.code, error.detail))


def recover(reader: "Reader", wrong: WrongError) -> bool:
    """Note the mistake and go on; whether that is the end of the text."""
    reader.parsed.mistakes.append(Mistake(Span(wrong.start, wrong.end), "unexpected", f"expected {wrong.expected}"))
    reader.spoiled = True
    reader.at = wrong.start
    return skip(reader)


def skip(reader: "Reader") -> bool:
    """Go on behind the end of the statement; whether that is the end of the text."""
    while True:
        kind, start, end = token(reader.text, reader.at)
        reader.at = reader.before = end
        if kind == 0:
            return True
        if kind == MARK_KIND and reader.text[start:end] == ".":
            reader.levels.clear()
            reader.finish(end)
            return False
        if kind == MARK_KIND and reader.text[start:end] == "}" and reader.graph_place is not None:
            reader.levels.clear()
            reader.in_graph(kind, start, end)
            return False


def bad_line(reader: "LineReader", start: int, end: int) -> bool:
    """Name what is wrong with a line; whether that was the last mistake to tell."""
    reader.parsed.mistakes.append(Mistake(Span(start, end), "unexpected", "This line is no statement."))
    return False


def skip_unsupported(reader: "Reader") -> None:
    """Go on behind a statement in the syntax of RDF 1.2."""
    begin = reader.level.block.start if not reader.levels else reader.levels[0].block.start
    reader.spoiled = True
    skip(reader)
    reader.parsed.unsupported.append(Span(begin, reader.at))
