"""The curated files as a graph that remembers which file says what, with the vocabularies they use. No rule has run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from urbansec.assets import Assets
from urbansec.dataset.files import DataFile, discover, parse_all
from urbansec.namespaces import ID, PREFIXES, URB

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
PREF_LABEL = ox.NamedNode(f"{PREFIXES['skos']}prefLabel")
_VOCABULARY = ox.NamedNode("urn:urbansec:vocabulary")


def urb(name: str) -> ox.NamedNode:
    """A term of the ontology."""
    return ox.NamedNode(f"{URB}{name}")


def thing(kind: str, slug: str) -> ox.NamedNode:
    """A curated resource."""
    return ox.NamedNode(f"{ID}{kind}/{slug}")


def kind_of(node: ox.NamedNode) -> str:
    """The kind in the IRI of a curated resource: ``city`` of ``…/id/city/essen``."""
    return node.value.removeprefix(ID).partition("/")[0]


def slug_of(node: ox.NamedNode) -> str:
    """The slug in the IRI of a curated resource: ``essen`` of ``…/id/city/essen``."""
    return node.value.removeprefix(ID).partition("/")[2]


def short(node: ox.NamedNode) -> str:
    """A curated resource as people write it: ``city:essen``; any other IRI as it is."""
    return f"{kind_of(node)}:{slug_of(node)}" if node.value.startswith(ID) else node.value


@dataclass(frozen=True)
class Curated:
    """The graph of a data folder."""

    folder: Path
    store: ox.Store
    files: dict[str, Path]

    @classmethod
    def read(cls, folder: Path, assets: Assets) -> "Curated":
        """Parse every file; :class:`~urbansec.errors.InputFilesError` names those that do not parse."""
        files = {f"urn:urbansec:data:{path.relative_to(folder).as_posix()}": path for path in discover([folder], suffixes=(".ttl",))}
        store = ox.Store()
        store.extend(parse_all(DataFile(path, ox.NamedNode(graph)) for graph, path in files.items()))
        vocabularies = discover([assets.root / "ontology" / "vocab"], suffixes=(".ttl",))
        store.extend(parse_all(DataFile(path, _VOCABULARY) for path in vocabularies))
        return cls(folder, store, files)

    def values(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Term]:
        """The values of a property, sorted."""
        return sorted((quad.object for quad in self.store.quads_for_pattern(subject, predicate, None)), key=str)

    def nodes(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode]:
        """The resources that a property points to, sorted."""
        return [term for term in self.values(subject, predicate) if isinstance(term, ox.NamedNode)]

    def literal(self, subject: ox.NamedNode, predicate: ox.NamedNode, language: str | None = None) -> ox.Literal | None:
        """A value of a property, the first if there are several; with ``language`` only one in that language."""
        literals = (term for term in self.values(subject, predicate) if isinstance(term, ox.Literal))
        return next((literal for literal in literals if language is None or literal.language == language), None)

    def label(self, subject: ox.NamedNode) -> str:
        """Its English label, or its slug."""
        label = self.literal(subject, PREF_LABEL, "en")
        return label.value if label else slug_of(subject)

    def subjects(self, predicate: ox.NamedNode, value: ox.NamedNode) -> list[ox.NamedNode]:
        """The resources that have a value of a property, sorted."""
        found = (quad.subject for quad in self.store.quads_for_pattern(None, predicate, value))
        return sorted({subject for subject in found if isinstance(subject, ox.NamedNode)}, key=str)

    def instances(self, *class_names: str) -> list[ox.NamedNode]:
        """The resources of some classes of the ontology, sorted."""
        return sorted({node for name in class_names for node in self.subjects(TYPE, urb(name))}, key=str)

    def exists(self, node: ox.NamedNode) -> bool:
        """Whether anything is said of a resource."""
        return next(self.store.quads_for_pattern(node, None, None), None) is not None

    def says(self, triple: ox.Triple) -> bool:
        """Whether a file says this."""
        return next(self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object), None) is not None

    def about(self, subject: ox.NamedNode) -> Iterator[ox.Triple]:
        """All that is said of a resource."""
        return (quad.triple for quad in self.store.quads_for_pattern(subject, None, None))

    def file_of(self, subject: ox.NamedNode) -> Path | None:
        """The file that describes a resource; ``None`` if none does."""
        graphs = sorted(str(quad.graph_name.value) for quad in self.store.quads_for_pattern(subject, None, None) if isinstance(quad.graph_name, ox.NamedNode))
        return next((self.files[graph] for graph in graphs if graph in self.files), None)
