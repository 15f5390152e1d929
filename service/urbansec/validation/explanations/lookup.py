"""What explanations ask of the validated data, and the answer to it from a store."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, cast

import pyoxigraph as ox

from urbansec.queries.shapes.index import RDFS, TYPE
from urbansec.queries.shapes.path import Term

_SUBCLASS = ox.NamedNode(f"{RDFS}subClassOf")
_MOST_LOOKED_AT = 2000


@dataclass(frozen=True)
class Sample:
    """A triple that the data state. Where is looked up only of those that are shown."""

    subject: ox.NamedNode | ox.BlankNode
    predicate: ox.NamedNode
    object: Term
    place: Callable[[], str] = field(default=lambda: "", compare=False)

    @property
    def where(self) -> str:
        """Where it stands, in words (``data/cities.ttl:12``); empty if that is not known."""
        return self.place()


class Lookup(Protocol):
    """The data that were validated."""

    def statements(self, subject: Term) -> list[tuple[ox.NamedNode, Term]]:
        """All properties and values of a resource."""
        ...

    def subjects(self, predicate: ox.NamedNode, value: Term) -> list[Term]:
        """The resources that have this value, as far as they are of use (some thousands)."""
        ...

    def samples(self, predicate: ox.NamedNode) -> Iterator[Sample]:
        """Triples with this property of resources that have no finding."""
        ...

    def instances(self, cls: ox.NamedNode) -> list[Term]:
        """The resources of a class and the classes below it, as far as they are of use."""
        ...


class StoreLookup:
    """The data in a pyoxigraph store, in whatever graphs.

    ``faulty`` are the focus nodes with findings: they give no examples. ``where`` tells the place of a triple in words.
    """

    def __init__(self, store: ox.Store, faulty: Collection[Term] = (), where: Callable[[ox.Quad], str] = lambda _: "") -> None:
        self._store = store
        self._faulty = faulty
        self._where = where
        self._instances: dict[ox.NamedNode, list[Term]] = {}

    def statements(self, subject: Term) -> list[tuple[ox.NamedNode, Term]]:
        """See :class:`Lookup`; each once, however many graphs state it."""
        if isinstance(subject, ox.Literal):
            return []
        return list(dict.fromkeys((quad.predicate, cast("Term", quad.object)) for quad in self._store.quads_for_pattern(subject, None, None)))

    def subjects(self, predicate: ox.NamedNode, value: Term) -> list[Term]:
        """See :class:`Lookup`."""
        quads = self._store.quads_for_pattern(None, predicate, value)
        return list(dict.fromkeys(cast("Term", quad.subject) for quad, _ in zip(quads, range(_MOST_LOOKED_AT), strict=False)))

    def samples(self, predicate: ox.NamedNode) -> Iterator[Sample]:
        """See :class:`Lookup`; in the order of the store, which is the same for the same data loaded in the same way."""
        for quad, _ in zip(self._store.quads_for_pattern(None, predicate, None), range(_MOST_LOOKED_AT), strict=False):
            if quad.subject not in self._faulty:
                yield Sample(cast("ox.NamedNode", quad.subject), quad.predicate, cast("Term", quad.object), partial(self._where, quad))

    def instances(self, cls: ox.NamedNode) -> list[Term]:
        """See :class:`Lookup`; kept, for the same classes are asked for again and again."""
        if cls not in self._instances:
            self._instances[cls] = self._instances_of(cls)
        return self._instances[cls]

    def _instances_of(self, cls: ox.NamedNode) -> list[Term]:
        classes: dict[Term, None] = {cls: None}
        queue: list[Term] = [cls]
        while queue:
            fresh = [below for below in self.subjects(_SUBCLASS, queue.pop(0)) if below not in classes]
            classes |= dict.fromkeys(fresh)
            queue += fresh
        return list(dict.fromkeys(node for known in classes for node in self.subjects(TYPE, known)))


class Several:
    """Several lookups, asked one after the other: what the first does not know, the next may."""

    def __init__(self, *lookups: Lookup) -> None:
        self._lookups = lookups

    def statements(self, subject: Term) -> list[tuple[ox.NamedNode, Term]]:
        """See :class:`Lookup`."""
        return next((found for lookup in self._lookups if (found := lookup.statements(subject))), [])

    def subjects(self, predicate: ox.NamedNode, value: Term) -> list[Term]:
        """See :class:`Lookup`."""
        return next((found for lookup in self._lookups if (found := lookup.subjects(predicate, value))), [])

    def samples(self, predicate: ox.NamedNode) -> Iterator[Sample]:
        """See :class:`Lookup`."""
        for lookup in self._lookups:
            yield from lookup.samples(predicate)

    def instances(self, cls: ox.NamedNode) -> list[Term]:
        """See :class:`Lookup`."""
        return self._lookups[0].instances(cls)


class NoData:
    """Stands for data that are not at hand: nothing is known of them."""

    def statements(self, _subject: Term) -> list[tuple[ox.NamedNode, Term]]:
        """None."""
        return []

    def subjects(self, _predicate: ox.NamedNode, _value: Term) -> list[Term]:
        """None."""
        return []

    def samples(self, _predicate: ox.NamedNode) -> Iterator[Sample]:
        """None."""
        return iter(())

    def instances(self, _cls: ox.NamedNode) -> list[Term]:
        """None."""
        return []
