"""Where a reader of Turtle or TriG is: the brackets that are open, the statement it is in, and the terms that names stand for there."""

import pyoxigraph as ox

from urbansec.turtle import recovery, terms
from urbansec.turtle.model import Graph, Parsed, Span, Subject, Term
from urbansec.turtle.terms import TermError, Terms
from urbansec.turtle.tokens import BLANK_KIND, IRI_KIND, NAME_KIND

HOLE = ox.NamedNode("urn:x-mistake:")
"""Stands for a term that is written wrongly, so that the rest of its statement can be read; never in a result."""


class Open:
    """A place whose end is not reached yet: a bracket, the member of a collection, a statement."""

    __slots__ = ("end", "start")

    def __init__(self, start: int) -> None:
        self.start = self.end = start


Place = Span | Open
_Raw = tuple[Subject, ox.NamedNode, Term, Place, Place, Place, Place]


class Level:
    """Where the reader is within one bracket, or within the statement itself (``mark`` is empty)."""

    __slots__ = ("as_subject", "block", "mark", "member", "node", "place", "predicate", "predicate_place", "subject", "subject_place")

    def __init__(self, mark: str, place: Open, *, as_subject: bool) -> None:
        self.mark, self.place, self.as_subject = mark, place, as_subject
        self.block: Open = place
        self.node: Subject | None = None  # what the bracket stands for, once it is not empty
        self.subject: Subject = HOLE
        self.subject_place: Place = place
        self.predicate: ox.NamedNode = HOLE
        self.predicate_place: Place = place
        self.member: Open = place


class Context:
    """What is known while one text is read. What ``recovery`` needs to see is public."""

    def __init__(self, text: str, *, graphs: bool, base_iri: str | None) -> None:
        self.text = text
        self.graphs = graphs
        self.parsed = Parsed()
        self.terms = Terms(base_iri)
        self.at = 0
        self.before = self.last = 0
        """Where the last token that fitted ended, and where it began."""
        self.statement_start = 0
        self.last_statement: Span | None = None
        self.doubtful: set[str] = set()
        """Prefixes that a mistake has been told of already."""
        self.level = Level("", Open(0), as_subject=True)
        self.levels: list[Level] = []
        self.graph: Graph | None = None
        self.graph_place: Open | None = None
        self.spoiled = False
        """Whether this statement holds a mistake, so that its triples are not to be had."""
        self.sparql_style = -1
        """Where a directive without a dot has just ended; -1 if none has."""
        self._raw: list[_Raw] = []
        self._string = ("", 0, 0)
        self._blank: dict[str, ox.BlankNode] = {}

    def begin(self, start: int) -> None:
        """A statement begins here."""
        self.level = Level("", Open(start), as_subject=True)
        self.statement_start = start
        self.levels.clear()
        self._raw.clear()
        self.spoiled = False

    def _named(self, kind: int, start: int, end: int) -> ox.NamedNode | ox.BlankNode | None:
        if kind == NAME_KIND:
            return self._name(start, end)
        if kind == IRI_KIND:
            return self._iri(start, end)
        return self._label(start, end) if kind == BLANK_KIND else None

    def _name(self, start: int, end: int) -> ox.NamedNode:
        try:
            return self.terms.name(self.text[start:end])
        except KeyError:
            recovery.undeclared(self, start, end)
        except TermError as error:
            recovery.bad_term(self, error, start, end)
        return HOLE

    def _iri(self, start: int, end: int) -> ox.NamedNode:
        try:
            return self.terms.iri(self.text[start:end])
        except TermError as error:
            recovery.bad_term(self, error, start, end)
        return HOLE

    def _label(self, start: int, end: int) -> ox.BlankNode:
        label = self.text[start + 2 : end]
        node = self._blank.get(label)
        if node is None:
            node = self._blank[label] = ox.BlankNode(label)
        return node

    def _text(self, start: int, end: int) -> str:
        try:
            return terms.text_of(self.text[start:end])
        except TermError as error:
            recovery.bad_term(self, error, start, end)
        return ""
