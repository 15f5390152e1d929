"""What data are made of: which properties, classes, datatypes and resources they use, counted in one pass.

The pass reads N-Triples as bytes, line by line, instead of a Python object for each term: a million triples take a second or so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

import pyoxigraph as ox

from urbansec.queries.shapes.index import TYPE
from urbansec.queries.shapes.path import Term

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_TYPE = f"<{TYPE.value}>".encode()
_IRI, _QUOTE = ord("<"), ord('"')


@dataclass
class Seen:
    """How often something is used, and the first triple that does, as a line of N-Triples."""

    line: bytes
    times: int = 1
    follows: str = ""

    @property
    def triple(self) -> ox.Triple:
        """That triple."""
        triple: ox.Triple = next(iter(ox.parse(self.line, ox.RdfFormat.N_TRIPLES))).triple
        return triple


@dataclass(frozen=True)
class Follow:
    """Properties (IRIs) whose subjects, or whose values, are to be kept in :attr:`Usage.reached`."""

    subjects: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()

    def of(self, predicate: bytes) -> str:
        """``s``, ``o``, both or neither."""
        iri = predicate[1:-1].decode()
        return ("s" if iri in self.subjects else "") + ("o" if iri in self.objects else "")


@dataclass
class Usage:
    """Terms as N-Triples writes them (``b"<http://…>"``, ``b"_:x"``). ``instances`` has the resources of each class.

    ``graphs`` are those that were counted, ``whole`` says that they are all of the store.
    """

    follow: Follow = field(default_factory=Follow)
    whole: bool = True
    graphs: tuple[Graph, ...] = ()
    triples: int = 0
    predicates: dict[bytes, Seen] = field(default_factory=dict)
    classes: dict[bytes, Seen] = field(default_factory=dict)
    instances: dict[bytes, list[bytes]] = field(default_factory=dict)
    datatypes: dict[bytes, Seen] = field(default_factory=dict)
    subjects: set[bytes] = field(default_factory=set)
    typed: set[bytes] = field(default_factory=set)
    references: set[bytes] = field(default_factory=set)
    reached: set[bytes] = field(default_factory=set)

    def read(self, lines: Iterable[bytes]) -> None:
        """Add lines of N-Triples."""
        predicates, subjects, references, datatypes = self.predicates, self.subjects, self.references, self.datatypes
        last = b""
        for line in lines:
            if not line:
                continue
            subject, predicate, value = line.split(b" ", 2)
            self.triples += 1
            if subject != last:
                subjects.add(subject)
                last = subject
            if (seen := predicates.get(predicate)) is None:
                seen = predicates[predicate] = Seen(line, follows=self.follow.of(predicate))
            else:
                seen.times += 1
            if seen.follows:
                self.reached.update((subject,) if seen.follows == "s" else (value[:-2],) if seen.follows == "o" else (subject, value[:-2]))
            first = value[0]
            if first == _IRI:
                if predicate == _TYPE:
                    self.typed.add(subject)
                    _count(self.classes, value[:-2], line)
                    self.instances.setdefault(value[:-2], []).append(subject)
                elif value[1] != _IRI:  # no triple term of RDF 1.2
                    references.add(value[:-2])
            elif first == _QUOTE and value.endswith(b"> ."):
                _count(datatypes, value[value.rindex(b"<") : -2], line)

    def untyped(self) -> set[bytes]:
        """The resources without a class."""
        return self.subjects - self.typed


def usage(store: ox.Store, graphs: Iterable[Graph] | None = None, follow: Follow | None = None) -> Usage:
    """What the graphs use, in their order; by default all of the store."""
    names = [ox.DefaultGraph(), *sorted(store.named_graphs(), key=str)] if graphs is None else list(graphs)
    found = Usage(follow or Follow(), whole=graphs is None, graphs=tuple(names))
    for name in names:
        # splitlines would also split at characters that N-Triples leaves within literals
        found.read((store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name) or b"").split(b"\n"))
    return found


def term(written: bytes) -> ox.NamedNode | ox.BlankNode:
    """The term that N-Triples writes so."""
    text = written.decode()
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(_unescaped(text[1:-1]))


def written(node: Term) -> bytes:
    """An IRI or blank node as N-Triples writes it."""
    return str(node).encode()


def _count(table: dict[bytes, Seen], key: bytes, line: bytes) -> None:
    if (seen := table.get(key)) is None:
        table[key] = Seen(line)
    else:
        seen.times += 1


def _unescaped(iri: str) -> str:
    if "\\" not in iri:
        return iri
    quad = next(iter(ox.parse(f"<x:s> <x:p> <{iri}> .", ox.RdfFormat.N_TRIPLES)))
    return cast("ox.NamedNode", quad.object).value
