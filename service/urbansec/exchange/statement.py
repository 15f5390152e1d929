"""One statement of a Turtle file, edited value by value; what is not touched keeps its layout and its comments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from urbansec.exchange.blocks import Piece
from urbansec.exchange.scanner import EditError, Kind, Token, scan

WIDTH = 112
"""A list of values that would make its line longer than this stands on lines of its own."""


@dataclass(frozen=True)
class Clause:
    """A predicate with its values; the numbers are places in the statement's list of tokens."""

    predicate: str
    values: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    start: int
    commented: bool

    @property
    def end(self) -> int:
        """Where its last value ends."""
        return self.spans[-1][1]


@dataclass(frozen=True)
class Statement:
    """A subject with its clauses."""

    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]

    @classmethod
    def read(cls, piece: Piece) -> "Statement":
        """The structure of a statement whose subject has a name."""
        return cls(piece.tokens, tuple(_clauses(piece.tokens)))

    @property
    def text(self) -> str:
        """The text, comments included."""
        return "".join(token.text for token in self.tokens)

    def clause(self, predicates: Iterable[str]) -> Clause | None:
        """The clause of the predicate, which may be written in several ways."""
        wanted = set(predicates)
        return next((clause for clause in self.clauses if clause.predicate in wanted), None)

    def with_value(self, clause: Clause, value: str) -> "Statement":
        """The statement with one value more in a clause: in its place if the values are sorted, else at the end."""
        if clause.commented:
            return self._spliced(clause.end, clause.end, f" ,{self._line_end}    {value}")
        values = [*clause.values, value]
        if sorted(clause.values, key=_order) == list(clause.values):
            values.sort(key=_order)
        return self._spliced(clause.start, clause.end, lay_out(clause.predicate, values, self._line_end))

    def with_other_value(self, clause: Clause, old: str, new: str) -> "Statement":
        """The statement with ``new`` where the value written ``old`` stood."""
        start, end = clause.spans[clause.values.index(old)]
        return self._spliced(start, end, new)

    def without_value(self, clause: Clause, value: str) -> "Statement":
        """The statement without a value, and without the clause if it was the only one (never the first clause)."""
        if clause.commented:
            raise EditError(f"A comment stands among the values of {clause.predicate}: take {value} out by hand.")
        values = [kept for kept in clause.values if kept != value]
        if values:
            return self._spliced(clause.start, clause.end, lay_out(clause.predicate, values, self._line_end))
        before = self.clauses[self.clauses.index(clause) - 1]
        if any(token.kind is Kind.COMMENT for token in self.tokens[before.end : clause.start]):
            raise EditError(f"A comment stands before {clause.predicate}: take the line out by hand.")
        return self._spliced(before.end, clause.end, "")

    def with_clause(self, predicate: str, value: str) -> "Statement":
        """The statement with one predicate more, at its place in the order of predicates (the class stands first)."""
        text = f"{predicate} {value}"
        later = next((i for i, clause in enumerate(self.clauses) if i and predicate < clause.predicate), None)
        if later is None:
            return self._spliced(self.clauses[-1].end, self.clauses[-1].end, f" ;{self._line_end}  {text}")
        at = self.clauses[later - 1].end
        while not self.tokens[at].is_mark(";"):
            at += 1
        at += 1
        # After the comment at the end of the line, if the line ends before the next clause.
        line_end = next((i for i in range(at, self.clauses[later].start) if "\n" in self.tokens[i].text), None)
        return self._spliced(line_end or at, line_end or at, f"{self._line_end}  {text} ;")

    @property
    def _line_end(self) -> str:
        return "\r\n" if any("\r\n" in token.text for token in self.tokens if token.kind is Kind.SPACE) else "\n"

    def _spliced(self, start: int, end: int, text: str) -> "Statement":
        return Statement.read(Piece((*self.tokens[:start], *scan(text), *self.tokens[end:])))


def lay_out(predicate: str, values: Sequence[str], line_end: str = "\n") -> str:
    """A clause as the curated files have it: on one line if it fits, else one value a line."""
    line = f"{predicate} {', '.join(values)}"
    if len(values) == 1 or len(line) + 4 <= WIDTH:
        return line
    return f"{predicate}{line_end}    " + f" ,{line_end}    ".join(values)


def _order(value: str) -> tuple[str, str]:
    """Sort key of a value as it is written: names by themselves, texts by their language."""
    return (value[value.rindex('"') :], value) if '"' in value else (value, "")


def _clauses(tokens: Sequence[Token]) -> Iterable[Clause]:
    """Clauses end with ``;`` or the statement's dot, values with ``,``, all outside brackets."""
    places = [i for i, token in enumerate(tokens) if not token.skipped]
    if tokens[places[0]].kind is Kind.MARK:
        raise EditError("A statement whose subject stands in brackets is not edited.")
    current: list[int] = []
    values: list[list[int]] = [[]]
    depth = 0
    for i in places[1:]:
        token = tokens[i]
        ends = depth == 0 and (token.is_mark(";") or token.is_mark("."))
        if ends and current:
            first, last = current[0], current[-1]
            commented = any(tokens[j].kind is Kind.COMMENT for j in range(first, last))
            spans = tuple((value[0], value[-1] + 1) for value in values)
            texts = tuple("".join(token.text for token in tokens[a:b]) for a, b in spans)
            yield Clause(tokens[first].text, texts, spans, first, commented)
            current, values = [], [[]]
        elif not ends:
            depth += token.kind is Kind.MARK and token.text in "[("
            depth -= token.kind is Kind.MARK and token.text in "])"
            if depth == 0 and token.is_mark(","):
                values.append([])
            elif current:
                values[-1].append(i)
            current.append(i)
