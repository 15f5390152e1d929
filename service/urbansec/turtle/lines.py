"""N-Triples and N-Quads: one statement a line, which one regular expression reads."""

import re
from functools import cache

import pyoxigraph as ox

from urbansec.turtle import lines_misfit, resume, terms, tokens
from urbansec.turtle.model import Parsed, PlacedTriple, Span
from urbansec.turtle.terms import TermError, Terms

_STRING = rf'"(?:[^"\\\r\n]++|{tokens.ESCAPE})*+"'
_GAP = r"[ \t]*+"
_NODE = rf"{tokens.IRI}|{tokens.BLANK}"
_SUBJECT, _PREDICATE, _OBJECT, _TEXT, _TAG, _TYPE, _GRAPH, _DOT = range(1, 9)
_REST = re.compile(r"[^\r\n]*+[\r\n]*+")


@cache
def _line() -> re.Pattern[str]:
    return re.compile(
        rf"{_GAP}(?:({_NODE}){_GAP}({tokens.IRI}){_GAP}({_NODE}|({_STRING}){_GAP}(?:({tokens.AT})|\^\^{_GAP}({tokens.IRI}))?)"
        rf"{_GAP}(?:({_NODE}){_GAP})?(\.){_GAP})?(?:\#[^\r\n]*+)?(?:[\r\n]++|\Z)"
    )


class LineReader:
    """Reads one text; a line that holds a mistake does not keep the others from being read."""

    def __init__(self, text: str, *, graphs: bool) -> None:
        self.text = text
        self.graphs = graphs
        self.spoiled = False
        self.parsed = Parsed()
        self.terms = Terms(None)
        self._blank: dict[str, ox.BlankNode] = {}

    def read(self) -> Parsed:
        """Everything, to the end of the text."""
        self.part(0, len(self.text))
        return self.parsed

    def part(self, at: int, stop: int) -> None:
        """The lines that begin from ``at`` to ``stop``."""
        match = _line().match
        while at < stop:
            found = match(self.text, at)
            if found is None or (found[_GRAPH] and not self.graphs):
                end = _end(self.text, at)
                if lines_misfit.explain(self, at, end):
                    break
                at = end
                continue
            at = found.end()
            if found[_DOT]:
                self._triple(found)

    def _triple(self, found: re.Match[str]) -> None:
        self.spoiled = False
        subject, predicate = self._node(found, _SUBJECT), self._node(found, _PREDICATE)
        term = self._literal(found) if found[_TEXT] else self._node(found, _OBJECT)
        graph = self._node(found, _GRAPH) if found[_GRAPH] else None
        if self.spoiled or not isinstance(predicate, ox.NamedNode) or subject is None or term is None:
            return
        block = Span(found.start(_SUBJECT), found.end(_DOT))
        places = Span(*found.span(_SUBJECT)), Span(*found.span(_PREDICATE)), Span(*found.span(_OBJECT))
        self.parsed.triples.append(PlacedTriple(subject, predicate, term, graph, *places, block))

    def _node(self, found: re.Match[str], group: int) -> ox.NamedNode | ox.BlankNode | None:
        text = found[group]
        if text[0] == "_":
            return self._blank.setdefault(text, ox.BlankNode(text[2:]))
        try:
            return self.terms.iri(text)
        except TermError as error:
            resume.bad_term(self, error, *found.span(group))
            return None

    def _literal(self, found: re.Match[str]) -> ox.Literal | None:
        group = _TEXT
        try:
            value = terms.text_of(found[_TEXT])
            if found[_TAG]:
                group = _TAG
                return terms.tagged(value, found[_TAG])
            if found[_TYPE]:
                group = _TYPE
                return terms.typed(value, self.terms.iri(found[_TYPE]))
        except TermError as error:
            resume.bad_term(self, error, *found.span(group))
            return None
        return ox.Literal(value)


def _end(text: str, at: int) -> int:
    """Where the line after the one at ``at`` begins."""
    found = _REST.match(text, at)
    return found.end() if found else len(text)
