"""The statements of the files that findings are about, with their places; each file is read once, and only if it is asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.turtle import FORMATS, PlacedTriple, Source, Span, align, find, parse
from urbansec.validation.finding import Place
from urbansec.validation.load import Loaded

_READ_WHOLE = 4_000_000
"""Code points. Larger files are searched for the resources wanted, which is faster; smaller ones are read at once."""

Node = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True)
class Text:
    """One file: its text, and its statements by subject. Blank nodes have the labels under which the file was loaded."""

    source: Source
    file: str
    _by_subject: Mapping[object, Sequence[PlacedTriple]]

    def about(self, subject: object) -> Sequence[PlacedTriple]:
        """The statements about a resource, in the order of the text."""
        return self._by_subject.get(subject, ())

    def place(self, span: Span) -> Place:
        """Lines and columns of a stretch of the text."""
        return Place(self.file, *self.source.position(span.start), *self.source.position(span.end))


class Texts:
    """The texts of files. ``wanted`` are the resources whose statements will be asked for."""

    def __init__(self, wanted: Collection[Node]) -> None:
        self._wanted = {node for node in wanted if isinstance(node, ox.NamedNode)}
        self._anonymous = any(isinstance(node, ox.BlankNode) for node in wanted)
        self._known: dict[str, Text | None] = {}

    def of(self, loaded: Loaded) -> Text | None:
        """The text of a file; ``None`` of one whose format keeps no places (RDF/XML, JSON-LD)."""
        name = str(loaded.file.path)
        if name not in self._known:
            self._known[name] = self._read(loaded, name) if loaded.file.format in FORMATS else None
        return self._known[name]

    def _read(self, loaded: Loaded, name: str) -> Text:
        source = Source.read(loaded.file.path)
        base = loaded.file.path.resolve().as_uri()
        if len(source.text) > _READ_WHOLE and not self._anonymous:
            triples = find(source, loaded.file.format, self._wanted, base_iri=base).triples
        else:
            triples = parse(source, loaded.file.format, base_iri=base).triples
        by_subject: dict[object, list[PlacedTriple]] = defaultdict(list)
        for triple in _relabelled(triples, loaded):
            by_subject[triple.subject].append(triple)
        return Text(source, name, by_subject)


def _relabelled(triples: Sequence[PlacedTriple], loaded: Loaded) -> Iterator[PlacedTriple]:
    if not any(isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode) for triple in triples):
        yield from triples
        return
    labels = align(triples, loaded.quads) or {}
    for triple in triples:
        subject = labels.get(triple.subject, triple.subject) if isinstance(triple.subject, ox.BlankNode) else triple.subject
        value = labels.get(triple.object, triple.object) if isinstance(triple.object, ox.BlankNode) else triple.object
        yield triple._replace(subject=subject, object=value)
