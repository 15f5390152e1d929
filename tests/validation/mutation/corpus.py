"""The shipped data and vocabularies as documents, and what is asked of them: who is a city, who names it, what values a property has."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib import URIRef
from rdflib.namespace import RDFS

from tests.shapes.graphs import ROOT, TERM_FILES
from tests.shapes.graphs import read as read_graph
from tests.validation.mutation.layout import MARK, Block, Document, Statement, read

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
EVIDENCE = "https://w3id.org/urbansec/ontology#evidence"


@dataclass(frozen=True, eq=False)
class Described:
    """What one file says of a resource, and where: number of the document, number of the part in it."""

    iri: str
    document: Document
    at: tuple[int, int]
    block: Block

    def values(self, predicate: str) -> list[str]:
        """The tokens of a property's values."""
        return self.document.values(self.block, predicate)

    def iris(self, predicate: str) -> list[str]:
        """Those of a property's values that are IRIs."""
        return [iri for value in self.values(predicate) if (iri := self.document.iri(value))]


class Corpus:
    """All documents, in the order of their paths, data first."""

    def __init__(self) -> None:
        paths = [*sorted((ROOT / "data").rglob("*.ttl")), *sorted((ROOT / "ontology" / "vocab").glob("*.ttl"))]
        self.documents: list[Document] = [read(ROOT, path) for path in paths]
        self.described: dict[str, Described] = {}
        for number, document in enumerate(self.documents):
            for part, block in enumerate(document.parts):
                if isinstance(block, Block):
                    iri = document.iri(block.subject)
                    # Of a resource that several files describe the last is used: what is added there is the last in the text.
                    self.described[iri] = Described(iri, document, (number, part), block)

    @cached_property
    def _above(self) -> dict[str, set[str]]:
        graph = read_graph(TERM_FILES)
        classes = {str(child) for child in graph.subjects(RDFS.subClassOf, None)}
        return {name: {str(parent) for parent in graph.transitive_objects(URIRef(name), RDFS.subClassOf)} for name in classes}

    def classes(self, iri: str) -> set[str]:
        """The classes of a resource and all classes above them."""
        described = self.described.get(iri)
        stated = described.iris(TYPE) if described else []
        return {above for name in stated for above in self._above.get(name, {name})}

    def instances(self, name: str) -> list[Described]:
        """The resources of a class."""
        return [self.described[iri] for iri in self._instances.get(name, ())]

    @cached_property
    def _instances(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self.described:
            for name in self.classes(iri):
                found[name].append(iri)
        return found

    def having(self, predicate: str) -> list[Described]:
        """The resources with a property."""
        return [self.described[iri] for iri in self._having.get(predicate, ())]

    @cached_property
    def _having(self) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for described in self.described.values():
            for statement in described.block.statements:
                found[described.document.iri(statement.predicate)][described.iri] = None
        return {predicate: list(iris) for predicate, iris in found.items()}

    def naming(self, iri: str) -> list[tuple[Described, str]]:
        """Who names a resource, and with which property."""
        return self._naming.get(iri, [])

    @cached_property
    def _naming(self) -> dict[str, list[tuple[Described, str]]]:
        found: dict[str, list[tuple[Described, str]]] = defaultdict(list)
        for described in self.described.values():
            for statement in described.block.statements:
                predicate = described.document.iri(statement.predicate)
                for value in statement.values:
                    if iri := described.document.iri(value):
                        found[iri].append((described, predicate))
        return found

    def uses(self, predicate: str) -> list[tuple[Document, str]]:
        """Every value of a property, with the document that it stands in."""
        return self._uses.get(predicate, [])

    @cached_property
    def _uses(self) -> dict[str, list[tuple[Document, str]]]:
        found: dict[str, list[tuple[Document, str]]] = defaultdict(list)
        for described in self.described.values():
            for statement in described.block.statements:
                predicate = described.document.iri(statement.predicate)
                found[predicate] += [(described.document, value) for value in statement.values]
        return found

    def around(self, iri: str) -> set[str]:
        """A resource with its evidence, or a piece of evidence with what it backs: what may change what is found of one another."""
        described = self.described.get(iri)
        backs = {user.iri for user, predicate in self.naming(iri) if predicate == EVIDENCE}
        return {iri, *backs, *(described.iris(EVIDENCE) if described else ())}


def written(value: tuple[Document, str], document: Document) -> str:
    """A token of one document as another writes it."""
    source, token = value
    if iri := source.iri(token):
        return document.token(iri)
    text, hats, datatype = token.partition("^^")
    return f"{text}^^{document.token(source.iri(datatype))}" if hats else token


# Edits; each gives a new block. A token with MARK before it is where the finding has to point.


def with_value(described: Described, predicate: str, old: str, new: str) -> Block:
    """Another value in place of one."""
    return _edited(described, predicate, lambda values: [new if value == old else value for value in values])


def without(described: Described, *predicates: str, values: Sequence[str] | None = None) -> Block:
    """Without properties, or without some of their values; a property that is left without values goes as well."""
    block = described.block
    for predicate in predicates:
        block = _edited(
            Described(described.iri, described.document, described.at, block), predicate, lambda all_: [v for v in all_ if values and v not in values]
        )
    return block


def with_more(described: Described, predicate: str, *tokens: str, first: bool = False) -> Block:
    """More values at the end of the list of a property (or before it); a statement of its own at the end if there is none."""
    if not described.values(predicate):
        return stated(described, predicate, *tokens)
    return _edited(described, predicate, lambda values: [*tokens, *values] if first else [*values, *tokens], last=not first)


def stated(described: Described, predicate: str, *tokens: str, at: int | None = None, spread: bool = False) -> Block:
    """One more statement, at the end of the block or at some place in it. ``predicate`` is an IRI, or a token with MARK before it."""
    name = predicate if predicate.startswith((MARK, "<")) else described.document.token(predicate)
    statements = list(described.block.statements)
    statements.insert(len(statements) if at is None else at, Statement(name, tokens, spread=spread))
    return Block(described.block.subject, tuple(statements))


def marked(block: Block) -> Block:
    """The block with the mark at its subject."""
    return Block(f"{MARK}{block.subject}", block.statements)


def _edited(described: Described, predicate: str, change: Callable[[Sequence[str]], Sequence[str]], *, last: bool = False) -> Block:
    statements = []
    numbers = [i for i, statement in enumerate(described.block.statements) if described.document.iri(statement.predicate) == predicate]
    for i, statement in enumerate(described.block.statements):
        if i not in numbers or (last and i != numbers[-1]):
            statements.append(statement)
        elif values := tuple(change(statement.values)):
            statements.append(Statement(statement.predicate, values, spread=statement.spread))
    return Block(described.block.subject, tuple(statements))


def spread_over_files(rng: random.Random, candidates: Sequence[Described]) -> Iterator[Described]:
    """The candidates in random order, one of each file after the other."""
    by_file: dict[str, list[Described]] = defaultdict(list)
    for described in rng.sample(candidates, len(candidates)):
        by_file[described.document.path].append(described)
    while by_file:
        for path in list(by_file):
            yield by_file[path].pop()
            if not by_file[path]:
                del by_file[path]
