"""The shapes as readers need them: which there are, what each aims at, which hold which. The facts of each are asked of the index."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as File

import pyoxigraph as ox

from urbansec.namespaces import SHAPES, URB, shorten
from urbansec.queries.shapes.index import RDFS, SH, Index
from urbansec.queries.shapes.path import Path

TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
_SHAPE_TYPES = {f"{SH}NodeShape", f"{SH}PropertyShape"}
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
Texts = dict[str, str]


@dataclass(frozen=True)
class Shape:
    """A named shape. ``targets`` are the IRIs it aims at, by the kind of target; ``properties`` the shapes of properties that it holds."""

    iri: str
    targets: dict[str, tuple[str, ...]]
    properties: tuple[str, ...]
    path: Path | None

    @property
    def name(self) -> str:
        """The local name, which is the anchor on the page."""
        return self.iri.removeprefix(f"{SHAPES}#")

    @property
    def aims(self) -> bool:
        """Whether it chooses resources itself; others only serve shapes that do."""
        return bool(self.targets)


class ShapesGraph:
    """All shapes of some triples."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.index = Index(triples)

    @classmethod
    def read(cls, folder: File) -> "ShapesGraph":
        """The shapes in the Turtle files of ``folder``."""
        return cls(triple.triple for path in sorted(folder.glob("*.ttl")) for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE))

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """Every named shape by its IRI, sorted by name."""
        named = [node for node in self.index.graph.nodes() if isinstance(node, ox.NamedNode) and self._is_shape(node)]
        return {node.value: self._shape(node) for node in sorted(named, key=lambda node: node.value)}

    @cached_property
    def holders(self) -> dict[str, tuple[str, ...]]:
        """By the IRI of a property's shape, the shapes that hold it; the one it is named after first."""
        found: dict[str, list[str]] = {}
        for shape in self.shapes.values():
            for held in shape.properties:
                found.setdefault(held, []).append(shape.iri)
        return {held: tuple(sorted(those, key=f"{held.partition('-')[0]}Shape".__ne__)) for held, those in found.items()}

    @cached_property
    def users(self) -> dict[str, tuple[str, ...]]:
        """By the IRI of a shape, the shapes whose conditions name it other than as that of a property."""
        found: dict[str, list[str]] = {}
        for shape in self.shapes.values():
            node = ox.NamedNode(shape.iri)
            named = [*self.index.members(node, "or"), *self.index.members(node, "and"), *self.index.members(node, "xone")]
            named += [value for name in ("node", "not", "qualifiedValueShape") for value in self.index.values(node, name)]
            for other in dict.fromkeys(value.value for value in named if isinstance(value, ox.NamedNode)):
                found.setdefault(other, []).append(shape.iri)
        return {iri: tuple(those) for iri, those in found.items()}

    def texts(self, iri: str, *predicates: str) -> Texts:
        """The text in each language, of the first of ``predicates`` that has one there; plain text counts as English."""
        found: Texts = {}
        for text in (text for name in predicates for text in self.index.literals(ox.NamedNode(iri), name)):
            found.setdefault(text.language or "en", text.value)
        return found

    def label(self, iri: str) -> Texts:
        """What a shape is called."""
        return self.texts(iri, "name", f"{RDFS}label")

    @cached_property
    def names(self) -> dict[str, Texts]:
        """What the shapes call properties and classes of other vocabularies: by IRI, the name that most of them use."""
        counts: dict[str, Counter[tuple[tuple[str, str], ...]]] = {}
        for shape in self.shapes.values():
            label = tuple(sorted(self.label(shape.iri).items()))
            targets = shape.targets.get("targetClass", ()) if shape.properties else ()
            about = [shape.path.predicate.value] if shape.path is not None and shape.path.predicate is not None else targets
            for iri in about:
                counts.setdefault(iri, Counter())[label] += 1
        return {iri: dict(most.most_common(1)[0][0]) for iri, most in counts.items()}

    def groups(self) -> dict[str, list[Shape]]:
        """The shapes that aim at a class, by that class, the project's own first; shapes that several classes share stand at each."""
        found: dict[str, list[Shape]] = {}
        for shape in self.shapes.values():
            for target in shape.targets.get("targetClass", ()):
                found.setdefault(target, []).append(shape)
        return {iri: sorted(those, key=lambda shape: (not shape.properties, shape.iri)) for iri, those in sorted(found.items(), key=_own_first)}

    def others(self) -> list[Shape]:
        """The shapes that aim at resources otherwise than by a class: mostly by a property that they have."""
        return [shape for shape in self.shapes.values() if shape.aims and "targetClass" not in shape.targets]

    def helpers(self) -> list[Shape]:
        """The shapes that only serve other shapes, without those of properties that some shape holds."""
        return [shape for shape in self.shapes.values() if not shape.aims and shape.iri not in self.holders]

    def _is_shape(self, node: ox.NamedNode) -> bool:
        return any(kind.value in _SHAPE_TYPES for kind in self.index.iris(node, _TYPE))

    def _shape(self, node: ox.NamedNode) -> Shape:
        targets = {kind: tuple(sorted(iri.value for iri in self.index.iris(node, kind))) for kind in TARGETS if self.index.iris(node, kind)}
        return Shape(node.value, targets, tuple(value.value for value in self.index.iris(node, "property")), self.index.path(node))


def _own_first(item: tuple[str, list[Shape]]) -> tuple[bool, str]:
    """Classes of the project before those of others, both by name."""
    return not item[0].startswith(URB), shorten(item[0])
