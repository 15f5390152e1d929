"""Turtle and TriG, read token by token, by a machine with a stack of its own: nesting is bounded by memory only.

Triples come in the order in which pyoxigraph yields them, so that blank nodes can be matched by position. Its parser
hands out the triples that one token completes last first; and a string is complete when the next token has shown
that no language tag and no datatype follows. Both are done the same way here.

What does not fit goes to :mod:`urbansec.turtle.recovery`, which names the mistake and says where to go on.
"""

from collections.abc import Callable

import pyoxigraph as ox

from urbansec.turtle import recovery, terms
from urbansec.turtle.context import HOLE, Context, Level, Open, Place
from urbansec.turtle.model import Parsed, PlacedTriple, Span, Term
from urbansec.turtle.terms import FIRST, NIL, REST, TYPE, TermError
from urbansec.turtle.tokens import (
    AT_KIND,
    BAD_KIND,
    BLANK_KIND,
    IRI_KIND,
    MARK_KIND,
    NAME_KIND,
    NUMBER_KIND,
    STRING_KIND,
    WORD_KIND,
    terminal,
)

State = Callable[[int, int, int], None]
_DIRECTIVES = {"prefix": 2, "base": 1, "version": 1}


class Reader(Context):
    """Reads one text."""

    def __init__(self, text: str, *, graphs: bool, base_iri: str | None) -> None:
        super().__init__(text, graphs=graphs, base_iri=base_iri)
        self.state: State = self.statement

    def read(self) -> Parsed:
        """Everything, to the end of the text."""
        self.part(0, len(self.text), whole=True)
        return self.parsed

    def part(self, start: int, stop: int, *, whole: bool = False) -> None:
        """What stands from ``start`` to ``stop``: whole statements, directives, beginnings and ends of graphs."""
        match, raw, text = terminal().match, self._raw, self.text
        self.at = self.before = start
        while True:
            found = match(text, self.at, stop)
            kind = found.lastindex or BAD_KIND if found else 0
            start, end = found.span(kind) if found else (stop, stop)
            if kind == 0 and (self.state == self.statement or (self.state == self.in_graph and not whole)):
                break
            mark = len(raw)
            try:
                self.at = end
                self.state(kind, start, end)
            except recovery.WrongError as wrong:
                if recovery.recover(self, wrong):
                    break
            except recovery.UnsupportedError:
                recovery.skip_unsupported(self)
            else:
                self.before, self.last = self.at, start
                if len(raw) - mark > 1:
                    raw[mark:] = raw[mark:][::-1]

    # Statements

    def statement(self, kind: int, start: int, end: int) -> None:
        """Between statements, outside graphs."""
        text = self.text
        if kind == 0:
            return
        if kind == AT_KIND and text[start + 1 : end] in _DIRECTIVES:
            self.directive(text[start + 1 : end], start, dot=True)
        elif kind == WORD_KIND and text[start:end].lower() in _DIRECTIVES:
            self.directive(text[start:end].lower(), start, dot=False)
        elif self.graphs and kind == WORD_KIND and text[start:end].lower() == "graph":
            self.begin(start)
            self.state = self.graph_name
        elif self.graphs and kind == MARK_KIND and text[start] == "{" and end == start + 1:
            self.graph_place = Open(start)
            self.state = self.in_graph
        else:
            self.begin(start)
            self.subject(kind, start, end)
            if self.graphs and self.state == self.predicate:
                self.state = self.predicate_or_graph

    def in_graph(self, kind: int, start: int, end: int) -> None:
        """Between statements, within the braces of a graph."""
        if kind == MARK_KIND and self.text[start] == "}":
            self.graph = self.graph_place = None
            self.state = self.statement
            return
        self.begin(start)
        self.subject(kind, start, end)

    def finish(self, end: int) -> None:
        """The statement ends here: its triples are good, unless it holds a mistake."""
        self.level.block.end = end
        if not self.spoiled and self.graph is not HOLE:
            graph, add = self.graph, self.parsed.triples.append
            for s, p, o, *places in self._raw:
                add(PlacedTriple(s, p, o, graph, *[place if type(place) is Span else Span(place.start, place.end) for place in places]))
        self.last_statement = Span(self.level.block.start, end)
        self._raw.clear()
        self.state = self.statement if self.graph_place is None else self.in_graph

    def directive(self, word: str, start: int, *, dot: bool) -> None:
        """The directive that begins with ``word``, to its end."""
        self.begin(start)
        self.before = self.at
        prefix = ""
        if word == "prefix":
            kind, first, last = self._next()
            prefix = self.text[first : last - 1]
            if kind != NAME_KIND or self.text.find(":", first, last) != last - 1:
                raise recovery.WrongError("prefix-name", kind, first, last)
            self.before = self.at
        kind, first, last = self._next()
        if word == "version":
            if kind != STRING_KIND or self.text.startswith(('"""', "'''"), first):
                raise recovery.WrongError("version", kind, first, last)
        else:
            if kind != IRI_KIND:
                kind, first, last = recovery.instead(self, "namespace", kind, first, last)
            iri = HOLE if self.spoiled else self._iri(first, last)
            if self.spoiled:
                self.doubtful.add(prefix)
            elif word == "base":
                self.terms.rebase(iri.value)
            else:
                self.terms.declare(prefix, iri.value)
                self.parsed.prefixes[prefix] = iri.value
        self.before = self.at
        if dot:
            kind, first, last = self._next()
            if kind != MARK_KIND or self.text[first] != ".":
                raise recovery.WrongError("directive-end", kind, first, last)
        else:
            self.sparql_style = self.at
        self.finish(self.at)

    def _next(self) -> tuple[int, int, int]:
        kind, start, end = recovery.token(self.text, self.at)
        self.at = end
        return kind, start, end

    # Subjects and graph names

    def subject(self, kind: int, start: int, end: int) -> None:
        """The subject of a statement begins."""
        if kind == MARK_KIND and self.text[start] in "[(":
            self._open(start, end, as_subject=True)
            return
        term = self._named(kind, start, end)
        if term is None:
            kind, start, end = recovery.instead(self, "subject", kind, start, end)
            term = HOLE
        level = self.level
        level.subject, level.subject_place = term, Span(start, end)
        self.state = self.predicate

    def predicate_or_graph(self, kind: int, start: int, end: int) -> None:
        """Behind what is a subject or the name of a graph."""
        if kind == MARK_KIND and self.text[start:end] == "{" and not self._raw:
            subject = self.level.subject
            self.graph = subject if isinstance(subject, ox.NamedNode | ox.BlankNode) else None
            self.graph_place = self.level.block
            self.state = self.in_graph
        else:
            self.predicate(kind, start, end)

    def graph_name(self, kind: int, start: int, end: int) -> None:
        """Behind GRAPH."""
        empty = recovery.token(self.text, end) if kind == MARK_KIND and self.text[start] == "[" else None
        if empty and empty[0] == MARK_KIND and self.text[empty[1]] == "]":
            term: ox.NamedNode | ox.BlankNode | None = ox.BlankNode()
            self.at = empty[2]
        else:
            term = self._named(kind, start, end)
        if term is None:
            raise recovery.WrongError("graph-name", kind, start, end)
        self.graph = term
        self.state = self.graph_begin

    def graph_begin(self, kind: int, start: int, end: int) -> None:
        """Behind the name of a graph."""
        if kind != MARK_KIND or self.text[start:end] != "{":
            raise recovery.WrongError("graph-begin", kind, start, end)
        self.graph_place = self.level.block
        self.state = self.in_graph

    # Predicates

    def predicate(self, kind: int, start: int, end: int) -> None:
        """A predicate has to follow."""
        if kind == NAME_KIND:
            term = self._name(start, end)
        elif kind == IRI_KIND:
            term = self._iri(start, end)
        elif kind == WORD_KIND and end == start + 1 and self.text[start] == "a":
            term = TYPE
        else:
            kind, start, end = recovery.instead(self, "predicate", kind, start, end)
            term = HOLE
        self.level.predicate, self.level.predicate_place = term, Span(start, end)
        self.state = self.object

    def predicate_or_end(self, kind: int, start: int, end: int) -> None:
        """Behind a semicolon: another one, a predicate or the end."""
        mark = self.text[start] if kind == MARK_KIND else ""
        if mark == ";":
            return
        if mark and mark in ".]}" and end == start + 1:
            self.after(kind, start, end)
        else:
            self.predicate(kind, start, end)

    def predicate_or_dot(self, kind: int, start: int, end: int) -> None:
        """Behind a subject in square brackets that says something already."""
        if kind == MARK_KIND and self.text[start] in ".}" and end == start + 1:
            self.after(kind, start, end)
        else:
            self.predicate(kind, start, end)

    # Objects

    def object(self, kind: int, start: int, end: int) -> None:
        """An object begins."""
        text = self.text
        if kind == NAME_KIND:
            self._object(self._name(start, end), Span(start, end))
        elif kind == STRING_KIND:
            self._string = (self._text(start, end), start, end)
            self.state = self.suffix
        elif kind == IRI_KIND:
            self._object(self._iri(start, end), Span(start, end))
        elif kind == NUMBER_KIND:
            self._object(terms.number(text[start:end]), Span(start, end))
        elif kind == MARK_KIND and text[start] in "[(":
            self._open(start, end, as_subject=False)
        elif kind == BLANK_KIND:
            self._object(self._label(start, end), Span(start, end))
        elif kind == WORD_KIND and text[start:end] in ("true", "false"):
            self._object(ox.Literal(text[start:end], datatype=terms.BOOLEAN), Span(start, end))
        else:
            kind, start, end = recovery.instead(self, "object", kind, start, end)
            if kind == STRING_KIND:
                self._string = ("", start, end)
                self.state = self.suffix
            else:
                self._object(HOLE, Span(start, end))

    def suffix(self, kind: int, start: int, end: int) -> None:
        """Behind a string: a language tag, a datatype, or neither."""
        value, first, last = self._string
        if kind == AT_KIND and not recovery.is_directive(self.text, start, end):
            try:
                self._object(terms.tagged(value, self.text[start:end]), Span(first, end))
            except TermError as error:
                recovery.bad_term(self, error, start, end)
                self._object(HOLE, Span(first, end))
        elif kind == MARK_KIND and self.text[start] == "^":
            self.state = self.datatype
        else:
            self._object(ox.Literal(value), Span(first, last))
            self.before = last
            self.state(kind, start, end)

    def datatype(self, kind: int, start: int, end: int) -> None:
        """Behind ``^^``."""
        value, first, _ = self._string
        if kind not in (NAME_KIND, IRI_KIND):
            kind, start, end = recovery.instead(self, "datatype", kind, start, end)
            self._object(HOLE, Span(first, end))
            return
        try:
            named = self._name(start, end) if kind == NAME_KIND else self._iri(start, end)
            self._object(terms.typed(value, named), Span(first, end))
        except TermError as error:
            recovery.bad_term(self, error, start, end)
            self._object(HOLE, Span(first, end))

    def forget_from(self, start: int) -> None:
        """Take back what the statement says by predicates from ``start`` on."""
        self._raw[:] = [raw for raw in self._raw if raw[4].start < start]

    def _object(self, term: Term, place: Place) -> None:
        level = self.level
        if level.mark == "(":
            level.member.end = place.end
            self._add(term, level.member)
            self.state = self.item
        else:
            self._add(term, place)
            self.state = self.after

    def _add(self, term: Term, place: Place) -> None:
        level = self.level
        self._raw.append((level.subject, level.predicate, term, level.subject_place, level.predicate_place, place, level.block))

    def after(self, kind: int, start: int, end: int) -> None:
        """Behind an object."""
        mark = self.text[start:end] if kind == MARK_KIND else ""
        if mark == ";":
            self.state = self.predicate_or_end
        elif mark == ",":
            self.state = self.object
        elif mark == "." and not self.levels:
            self.finish(end)
        elif mark == "]" and self.level.mark == "[":
            self.close_level(end)
        elif mark == "}" and not self.levels and self.graph_place is not None:
            self.finish(self.before)
            self.in_graph(kind, start, end)
        elif mark in recovery.NEW:
            raise recovery.UnsupportedError
        else:
            raise recovery.WrongError("after", kind, start, end)

    # Brackets

    def _open(self, start: int, end: int, *, as_subject: bool) -> None:
        level = Level(self.text[start:end], Open(start), as_subject=as_subject)
        self.levels.append(self.level)
        self.level = level
        self.state = self.bracket if level.mark == "[" else self.item

    def bracket(self, kind: int, start: int, end: int) -> None:
        """Behind ``[``."""
        level = self.level
        level.node = level.subject = ox.BlankNode()
        if kind == MARK_KIND and self.text[start] == "]":
            self.close_level(end)
            if level.as_subject:
                self.state = self.predicate_or_graph if self.graphs and self.graph_place is None else self.predicate
        else:
            self.predicate(kind, start, end)

    def item(self, kind: int, start: int, end: int) -> None:
        """In a collection: a member begins, or it ends."""
        level = self.level
        if kind == MARK_KIND and self.text[start] == ")":
            if level.node is not None:
                level.predicate = REST
                self._add(NIL, Span(start, end))
            self.close_level(end)
            return
        cell, member = ox.BlankNode(), Open(start)
        if level.node is not None:
            level.predicate = REST
            self._add(cell, member)
        else:
            level.node = cell
            if not level.as_subject:
                outer = self.levels[-1]
                place = outer.member if outer.mark == "(" else level.place
                self._raw.append((outer.subject, outer.predicate, cell, outer.subject_place, outer.predicate_place, place, outer.block))
        level.subject, level.predicate, level.predicate_place, level.member = cell, FIRST, member, member
        self.object(kind, start, end)

    def close_level(self, end: int) -> None:
        """The innermost bracket ends: it is the subject or an object of the level around it."""
        level = self.level
        level.place.end = end
        self.level = outer = self.levels.pop()
        node = NIL if level.node is None else level.node
        if level.as_subject:
            outer.subject, outer.subject_place = node, level.place
            self.state = self.predicate_or_dot if level.mark == "[" else self.predicate
        elif level.mark == "(" and level.node is not None:  # its triple is there already
            outer.member.end = end
            self.state = self.item if outer.mark == "(" else self.after
        else:
            self._object(node, level.place)
