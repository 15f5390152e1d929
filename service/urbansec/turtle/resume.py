"""Note a mistake, and find the place where reading can go on."""

from typing import TYPE_CHECKING

from urbansec.turtle import broken, hints, looking
from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.terms import TermError
from urbansec.turtle.tokens import BAD_KIND, MARK_KIND

if TYPE_CHECKING:
    from urbansec.turtle.context import Context
    from urbansec.turtle.lines import LineReader
    from urbansec.turtle.parser import Reader


class WrongError(Exception):
    """A token does not fit where it stands; ``expected`` names what should be there."""

    def __init__(self, expected: str, kind: int, start: int, end: int) -> None:
        super().__init__(expected)
        self.expected, self.kind, self.start, self.end = expected, kind, start, end


class UnsupportedError(Exception):
    """The statement uses the syntax of RDF 1.2."""


def note(reader: "Context | LineReader", mistake: Mistake) -> None:
    """A mistake that leaves open what the statement says."""
    reader.spoiled = True
    reader.parsed.mistakes.append(mistake)


def bad_term(reader: "Context | LineReader", error: TermError, start: int, end: int) -> None:
    """Note a token that stands for no term."""
    note(reader, hints.bad_term(error, reader.text, start, end))


def undeclared(reader: "Context", start: int, end: int) -> None:
    """Note a name whose prefix is not declared: the first of each prefix, as one line mends them all."""
    text = reader.text
    prefix = text[start:end].partition(":")[0]
    reader.spoiled = True
    if text.startswith("//", end) and end - start == len(prefix) + 1:
        last = looking.word_end(text, start)
        hint = f"An IRI stands in angle brackets: <{text[start:last]}>."
        note(reader, Mistake(Span(start, last), "bare-iri", f"{hints.shown(text, start, last)} is an IRI without its brackets.", hint))
        reader.at = last
    elif text.startswith(":=", start):
        raise WrongError("equals", BAD_KIND, start, end)
    elif prefix not in reader.doubtful:
        reader.doubtful.add(prefix)
        note(reader, hints.undeclared(text, start, end, reader.terms.prefixes))


def give_up(reader: "Reader") -> None:
    """Go on behind the dot of this statement, or where the next one begins; its triples are lost."""
    reader.spoiled = True
    text, home = reader.text, reader.statement_start
    while True:
        kind, start, end = looking.token(text, reader.at)
        mark = text[start:end] if kind == MARK_KIND else ""
        if kind == 0 or mark == ".":
            close(reader, end)
            reader.at = end
            return
        if mark == "}" and reader.graph_place is not None:
            close(reader, start)
            reader.at = start
            return
        if (
            start > home
            and looking.is_first(text, start)
            and looking.column(text, start) <= looking.column(text, home)
            and looking.begins_statement(text, start)
        ):
            close(reader, reader.before)
            reader.at = start
            return
        wrong = broken.token(text, start) if kind == BAD_KIND else None
        reader.at = reader.before = wrong.end if wrong else end


def close(reader: "Reader", end: int) -> None:
    """End the statement at ``end``, whatever is still open in it."""
    if reader.levels:
        reader.level = reader.levels[0]
        reader.levels.clear()
    reader.before = end
    reader.finish(end)


def skip_unsupported(reader: "Reader") -> None:
    """Go on behind a statement in the syntax of RDF 1.2."""
    start = reader.statement_start
    give_up(reader)
    reader.parsed.unsupported.append(Span(start, reader.before))
