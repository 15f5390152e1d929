"""From the text of a file to its tree.

The text has been parsed before, so that only what another program would not write is looked for here.
"""

from urbansec.formatting.lexemes import FormattingError, Lexeme, lexemes
from urbansec.formatting.nodes import Brackets, Clause, Collection, Directive, Document, Graph, Item, Note, Statement, Term, Value
from urbansec.turtle.tokens import AT_KIND, BLANK_KIND, IRI_KIND, MARK_KIND, NAME_KIND, STRING_KIND, WORD_KIND

_SPARQL_STYLE = {"prefix": 2, "base": 1}
"""Directives without a dot, and the number of words that follow."""


def read(text: str) -> Document:
    """The tree of ``text``; :class:`FormattingError` for what the formatter does not know."""
    return _Reader(text).document()


class _Reader:
    """Goes over the lexemes once. Comments on lines of their own wait in ``_notes`` for what they stand above."""

    def __init__(self, text: str) -> None:
        self._lexemes = lexemes(text)
        self._next = next(self._lexemes)
        self._notes: list[Note] = []

    def document(self) -> Document:
        items: list[Item] = []
        while self._next.text:
            items.append(self._item())
        return Document(items, self._all_notes())

    # -- one lexeme after the other --

    def _take(self) -> Lexeme:
        taken = self._next
        if not taken.text:
            raise FormattingError("The file ends in the middle of a statement.")
        self._notes.extend(taken.before)
        self._next = next(self._lexemes)
        return taken

    def _expect(self, mark: str) -> Lexeme:
        if not self._next.is_mark(mark):
            raise FormattingError(f"{self._next.text or 'The end of the file'!r} stands where {mark!r} is expected.")
        return self._take()

    def _above(self) -> list[Note]:
        """The comments above what was just taken."""
        notes, self._notes = self._notes, []
        return notes

    def _all_notes(self) -> list[Note]:
        """The comments above the next lexeme, which closes something."""
        notes = [*self._above(), *self._next.before]
        self._next.before = []
        return notes

    def _keep(self, comment: str | None) -> None:
        """A comment for which there is no room on its line goes to the next."""
        if comment is not None:
            self._notes.append(Note(comment))

    # -- what a file consists of --

    def _item(self) -> Item:
        word = self._next.text
        keyword = word.lower() if self._next.kind == WORD_KIND else ""
        if self._next.kind == AT_KIND or keyword in _SPARQL_STYLE:
            return self._directive()
        if keyword == "version":
            return self._version()
        blank, before = self._next.blank, self._all_notes()
        if word == "{":
            return self._graph("", before, blank=blank)
        if keyword == "graph":
            first = self._take()
            self._keep(first.after)
            return self._graph(f"{first.text} {self._graph_name(self._value())}", before, blank=blank)
        subject = self._value()
        if self._next.text == "{":
            return self._graph(self._graph_name(subject), before, blank=blank)
        return self._statement(subject, before, blank=blank)

    def _directive(self) -> Directive:
        first = self._take()
        keyword = first.text.lower().removeprefix("@")
        needed = _SPARQL_STYLE.get(keyword, 1)
        words = [self._take() for _ in range(needed)]
        last = self._expect(".") if first.text.startswith("@") else words[-1]
        before = self._above()
        before += [Note(word.after) for word in (first, *words) if word is not last and word.after is not None]
        text = " ".join([f"@{keyword}", *(word.text for word in words), "."])
        prefix = words[0].text.removesuffix(":") if keyword == "prefix" else None
        return Directive(text, prefix, words[-1].text[1:-1], before, first.blank, last.after)

    def _version(self) -> Directive:
        first, second = self._take(), self._take()
        before = self._above()
        if first.after is not None:
            before.append(Note(first.after))
        return Directive(f"{first.text} {second.text}", None, "", before, first.blank, second.after)

    def _graph_name(self, value: Value) -> str:
        """The name of a graph as it is written; the comments in and around it go above the graph."""
        self._notes += value.before
        if isinstance(value.node, Brackets) and not value.node.clauses:
            self._keep(value.node.opening)
            self._notes += value.node.end
            name = "[]"
        elif isinstance(value.node, Term):
            name = value.node.text
        else:
            raise FormattingError("The name of a graph is neither an IRI nor a blank node.")
        self._keep(value.after)
        return name

    def _graph(self, head: str, before: list[Note], *, blank: bool) -> Graph:
        opening = self._expect("{")
        graph = Graph(head, before=[*before, *self._above()], blank=blank, opening=opening.after)
        while not self._next.is_mark("}"):
            blank, notes = self._next.blank, self._all_notes()
            graph.statements.append(self._statement(self._value(), notes, blank=blank))
        graph.end = self._all_notes()
        graph.after = self._expect("}").after
        return graph

    def _statement(self, subject: Value, before: list[Note], *, blank: bool) -> Statement:
        statement = Statement(subject, before=[*before, *subject.before], blank=blank)
        subject.before = []
        statement.clauses = self._clauses()
        if self._next.is_mark("}"):  # the last dot in a graph may be missing
            statement.end = self._above()
            return statement
        statement.end = self._all_notes()
        dot = self._expect(".")
        last = statement.clauses[-1] if statement.clauses else None
        if last is not None and not statement.end and _has_room(last):
            _put_behind(last, dot.after)
        else:
            statement.after = dot.after
        return statement

    def _clauses(self) -> list[Clause]:
        """Predicates with objects up to what closes them."""
        clauses: list[Clause] = []
        while not self._next.is_mark(".", "]", "}"):
            if self._next.is_mark(";"):
                semicolon = self._take()
                if semicolon.after is not None and clauses and not self._notes and _has_room(clauses[-1]):
                    _put_behind(clauses[-1], semicolon.after)
                else:
                    self._keep(semicolon.after)
                continue
            predicate = self._take()
            clause = Clause(predicate.text, before=self._above(), beside=predicate.after)
            clause.objects, clause.broken = self._objects()
            if not clause.broken:
                clause.after, clause.objects[-1].after = clause.objects[-1].after, None
            clauses.append(clause)
        return clauses

    def _objects(self) -> tuple[list[Value], bool]:
        """The objects of a predicate, and whether they stand on several lines."""
        values = [self._value()]
        broken = False
        while self._next.is_mark(","):
            comma = self._take()
            if comma.after is not None and values[-1].after is None and not self._notes:
                values[-1].after = comma.after
            else:
                self._keep(comma.after)
            broken = broken or comma.breaks or self._next.breaks
            values.append(self._value())
        return values, broken

    def _value(self) -> Value:
        first = self._take()
        before = self._above()
        if first.is_mark("["):
            brackets = Brackets(opening=first.after)
            brackets.clauses = self._clauses()
            brackets.end = self._all_notes()
            return Value(brackets, before, self._expect("]").after)
        if first.is_mark("("):
            collection = Collection(opening=first.after)
            while not self._next.is_mark(")"):
                collection.items.append(self._value())
            collection.end = self._all_notes()
            return Value(collection, before, self._expect(")").after)
        if first.kind == MARK_KIND:
            raise FormattingError(f"{first.text!r} is not expected here.")
        return self._term(first, before)

    def _term(self, first: Lexeme, before: list[Note]) -> Value:
        parts = [first]
        if first.kind == STRING_KIND and self._next.kind == AT_KIND:
            parts.append(self._take())
        elif first.kind == STRING_KIND and self._next.is_mark("^^"):
            parts += [self._take(), self._take()]
        # A comment inside a literal (before its datatype) goes above it, as there is no room for it elsewhere.
        inside = [*self._above(), *(Note(part.after) for part in parts[:-1] if part.after is not None)]
        is_name = first.kind in (IRI_KIND, NAME_KIND, BLANK_KIND)
        return Value(Term("".join(part.text for part in parts), is_name), [*before, *inside], parts[-1].after)


def _has_room(clause: Clause) -> bool:
    """Whether no comment stands behind the last object."""
    return clause.after is None and clause.objects[-1].after is None


def _put_behind(clause: Clause, comment: str | None) -> None:
    """A comment behind a list of several lines belongs to its last value, and else to the clause."""
    if clause.broken:
        clause.objects[-1].after = comment
    else:
        clause.after = comment
