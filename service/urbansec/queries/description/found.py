"""A description in memory: the facts about a resource, its evidence and what leads to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

import pyoxigraph as ox

from urbansec.namespaces import BASE, ID, PREFIXES, shorten
from urbansec.queries.description.asking import Fact

PART = 100
"""So many links by each property are given where there are too many to give all."""
DATASET = ox.NamedNode(f"{BASE}dataset")
TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")


@dataclass
class Description:
    """What is known of the resource ``iri``, as triples.

    ``own`` are about it, ``derived`` tells which of these only a rule makes, with the graph of that rule. ``evidence`` are about
    the pieces of evidence that it names, ``blank`` about the blank nodes in all these. ``links`` lead to it; ``counts`` tells for
    each property that had too many links to give how many there are. ``names`` are labels of what is mentioned, each with the
    property that gives it; ``licence`` is that of the dataset, if the data tell it.
    """

    iri: str
    own: set[Fact] = field(default_factory=set)
    derived: dict[Fact, str] = field(default_factory=dict)
    evidence: set[Fact] = field(default_factory=set)
    blank: set[Fact] = field(default_factory=set)
    links: set[Fact] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    names: dict[str, tuple[str, tuple[ox.Literal, ...]]] = field(default_factory=dict)
    licence: ox.NamedNode | None = None

    @property
    def node(self) -> ox.NamedNode:
        """The resource as a term."""
        return ox.NamedNode(self.iri)

    def mentioned(self) -> Iterator[str]:
        """The IRIs of what the triples name beside the resource itself; some more than once."""
        for triple in (*self.own, *self.evidence, *self.blank):
            if isinstance(triple.object, ox.NamedNode):
                yield triple.object.value
        for triple in self.links:
            if isinstance(triple.subject, ox.NamedNode):
                yield triple.subject.value

    @cached_property
    def everything(self) -> tuple[Fact, ...]:
        """All facts of the description, labels and what is said of the document too. Those about the thing come first, and each kind before the rest."""
        labels = {Fact(ox.NamedNode(iri), ox.NamedNode(naming), label) for iri, naming, label in self._labels()}
        facts = {*self.own, *self.evidence, *self.blank, *self.links, *labels, *self._about_document()}
        this = self.node
        return tuple(sorted(facts, key=lambda t: (t.subject != this, str(t.subject), t.predicate != TYPE, t.predicate.value, str(t.object))))

    def _labels(self) -> Iterator[tuple[str, str, ox.Literal]]:
        for iri in self.names.keys() & {*self.mentioned()}:
            naming, labels = self.names[iri]
            for label in labels:
                yield iri, naming, label

    def predicates(self) -> set[str]:
        """The properties in the statements about it and the links to it."""
        return {triple.predicate.value for triple in (*self.own, *self.links)}

    def _about_document(self) -> Iterator[Fact]:
        """Which thing it is about, its licence, and which links it does not hold."""
        document = document_of(self.iri)
        yield Fact(document, ox.NamedNode(f"{PREFIXES['foaf']}primaryTopic"), self.node)
        if self.licence is not None:
            yield Fact(document, ox.NamedNode(f"{PREFIXES['dcterms']}license"), self.licence)
            yield Fact(document, ox.NamedNode(f"{PREFIXES['void']}inDataset"), DATASET)
        for predicate, count in sorted(self.counts.items()):
            words = f"Of {count} links to {shorten(self.iri)} by {shorten(predicate)} the first {PART} are here; rdfs:seeAlso leads to all."
            yield Fact(document, ox.NamedNode(f"{PREFIXES['rdfs']}comment"), ox.Literal(words, language="en"))
            yield Fact(
                document, ox.NamedNode(f"{PREFIXES['rdfs']}seeAlso"), ox.NamedNode(f"{BASE}sparql?query={quote(all_links(self.iri, predicate), safe='')}")
            )


def document_of(iri: str) -> ox.NamedNode:
    """The name of the document about ``iri``, whatever host serves it."""
    return ox.NamedNode(f"{BASE}doc/{iri.removeprefix(ID)}") if iri.startswith(ID) else ox.NamedNode(f"{BASE}doc/{quote(iri, safe='')}")


def all_links(iri: str, predicate: str) -> str:
    """The query that finds all links to ``iri`` by ``predicate``."""
    return f"SELECT ?thing WHERE {{ ?thing <{predicate}> <{iri}> }} ORDER BY ?thing"


def about_it(iri: str) -> str:
    """The query that a reader may go on from: what the data say of ``iri``."""
    return f"SELECT ?property ?value WHERE {{\n  <{iri}> ?property ?value .\n}}\nORDER BY ?property ?value"
