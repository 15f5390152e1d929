"""A set of triples with an index for each direction. Small and in memory: for shapes, and for what a change touches."""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from urbansec.queries.shapes.path import Term


class Graph:
    """Triples without order and without repetition. Triple terms (RDF 1.2) are kept as objects, but nothing here asks for them."""

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self._out: dict[Term, dict[ox.NamedNode, dict[Term, None]]] = {}
        self._in: dict[ox.NamedNode, dict[Term, dict[Term, None]]] = {}
        for triple in triples:
            self.add(triple)

    def add(self, triple: ox.Triple) -> None:
        """Add one triple."""
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            return
        self._out.setdefault(subject, {}).setdefault(predicate, {})[value] = None
        self._in.setdefault(predicate, {}).setdefault(value, {})[subject] = None

    def objects(self, subject: Term, predicate: ox.NamedNode) -> Iterable[Term]:
        """The objects of a subject and a predicate, in the order in which they were added."""
        return self._out.get(subject, {}).get(predicate, ())

    def subjects(self, predicate: ox.NamedNode, value: Term) -> Iterable[Term]:
        """The subjects of a predicate and an object."""
        return self._in.get(predicate, {}).get(value, ())

    def having(self, predicate: ox.NamedNode) -> Iterator[tuple[Term, Term]]:
        """Subject and object of each triple with the predicate."""
        for value, subjects in self._in.get(predicate, {}).items():
            for subject in subjects:
                yield subject, value

    def about(self, subject: Term) -> dict[ox.NamedNode, tuple[Term, ...]]:
        """What is said of a subject: predicates with their objects."""
        return {predicate: tuple(values) for predicate, values in self._out.get(subject, {}).items()}

    def nodes(self) -> Iterable[Term]:
        """All subjects."""
        return self._out.keys()

    def __contains__(self, subject: object) -> bool:
        """Whether anything is said of a subject."""
        return subject in self._out


class Sorted:
    """Triples sorted by predicate; an index is made of those of one predicate when they are first asked for.

    For large graphs of which little is asked. It answers what :class:`Graph` does, save what is said of a subject as a whole.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._sorted: dict[ox.NamedNode, list[ox.Triple]] = {}
        self._out: dict[ox.NamedNode, dict[Term, list[Term]]] = {}
        self._in: dict[ox.NamedNode, dict[Term, list[Term]]] = {}
        for triple in triples:
            self._sorted.setdefault(triple.predicate, []).append(triple)

    def having(self, predicate: ox.NamedNode) -> Iterator[tuple[Term, Term]]:
        """Subject and object of each triple with the predicate."""
        for triple in self._sorted.get(predicate, ()):
            if not isinstance(triple.subject, ox.Triple) and not isinstance(triple.object, ox.Triple):
                yield triple.subject, triple.object

    def objects(self, subject: Term, predicate: ox.NamedNode) -> Sequence[Term]:
        """The objects of a subject and a predicate."""
        index = self._out.get(predicate)
        if index is None:
            index = self._out[predicate] = {}
            for found, value in self.having(predicate):
                index.setdefault(found, []).append(value)
        return index.get(subject, ())

    def subjects(self, predicate: ox.NamedNode, value: Term) -> Sequence[Term]:
        """The subjects of a predicate and an object."""
        index = self._in.get(predicate)
        if index is None:
            index = self._in[predicate] = {}
            for subject, found in self.having(predicate):
                index.setdefault(found, []).append(subject)
        return index.get(value, ())
