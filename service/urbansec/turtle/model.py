"""What reading a text gives: triples with their places, and mistakes with theirs."""

from dataclasses import dataclass, field
from typing import NamedTuple

import pyoxigraph as ox

Subject = ox.NamedNode | ox.BlankNode | ox.Triple
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Graph = ox.NamedNode | ox.BlankNode


class Span(NamedTuple):
    """A stretch of a text: offsets in code points, the end exclusive. What is missing has an empty one, where it should stand."""

    start: int
    end: int


class PlacedTriple(NamedTuple):
    """A triple and where it is written; ``graph`` is ``None`` in the default graph.

    ``block`` is the statement from its subject through its dot; of a subject that is a ``[ … ]`` or a ``( … )`` within
    a statement, it is that bracket. Such a bracket is also the span of the node itself, as subject and as object.

    Triples that make up a collection have no predicate in the text: the predicate span of ``rdf:first`` and
    ``rdf:rest`` is the member of that cell. The object span of ``rdf:rest`` is the next member, or the closing ``)``.
    """

    subject: Subject
    predicate: ox.NamedNode
    object: Term
    graph: Graph | None
    subject_span: Span
    predicate_span: Span
    object_span: Span
    block: Span

    @property
    def triple(self) -> ox.Triple:
        """The triple without its place."""
        return ox.Triple(self.subject, self.predicate, self.object)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at ``span``, as a sentence, and what to do about it; ``code`` names the kind, such as ``missing-dot``."""

    span: Span
    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Parsed:
    """All that a text says.

    ``mistakes`` are in the order of the text; the triples of the statements that hold none of them are all there.
    ``unsupported`` are statements in the syntax of RDF 1.2 (triple terms, reifiers, annotations): they are no
    mistakes, but their triples are not among ``triples``.
    """

    triples: list[PlacedTriple] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    unsupported: list[Span] = field(default_factory=list)
