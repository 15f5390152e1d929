"""Load shapes: read the files, find the shapes in them, and refuse what no validator could use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path as FilePath

import pyoxigraph as ox

from urbansec.dataset.files import DataFile, discover
from urbansec.errors import InputFileError, InputFilesError
from urbansec.namespaces import PREFIXES
from urbansec.queries.shapes.graph import Graph
from urbansec.queries.shapes.path import ListError, Path, PathError, Term, read_list, read_path
from urbansec.validation.shapes import terms
from urbansec.validation.shapes.model import Shape, Target
from urbansec.validation.shapes.problems import ShapesError
from urbansec.validation.shapes.terms import sh
from urbansec.validation.shapes.wellformed import problems

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_SUBCLASS = ox.NamedNode(f"{PREFIXES['rdfs']}subClassOf")
_CLASSES = (ox.NamedNode(f"{PREFIXES['rdfs']}Class"), ox.NamedNode(f"{PREFIXES['owl']}Class"))
_SHAPES = {sh("NodeShape"), sh("PropertyShape")}


class Shapes:
    """The shapes of some files. :meth:`load` checks them; the constructor does not.

    ``triples`` are what the files say, without repetition, in their order; blank nodes are named so that no two files share one.
    ``files`` are the files. ``graph`` answers what is said of a node. Iterating gives every :class:`Shape`, also those that only
    other shapes use, in the order of the files.
    """

    def __init__(self, triples: Iterable[ox.Triple], files: Mapping[Term, str] | None = None, names: Sequence[str] = ()) -> None:
        self.triples = tuple(dict.fromkeys(triples))
        self.files = tuple(names)
        self.graph = Graph(self.triples)
        self._file_of = files or {}
        self._shapes = {node: self._shape(node) for node in _nodes(self.graph)}

    @classmethod
    def load(cls, paths: Sequence[FilePath]) -> "Shapes":
        """The shapes in ``paths`` (files and folders).

        Raises :class:`~urbansec.errors.InputFilesError` naming every file that does not exist or does not parse, and
        :class:`ShapesError` naming every mistake in the shapes.
        """
        triples: list[ox.Triple] = []
        files: dict[Term, str] = {}
        unreadable: list[InputFileError] = []
        names = discover(paths)
        for name in names:
            try:
                found = [quad.triple for quad in DataFile(name).quads()]
            except InputFileError as problem:
                unreadable.append(problem)
                continue
            triples += found
            for triple in found:
                if not isinstance(triple.subject, ox.Triple):
                    files.setdefault(triple.subject, str(name))
        if unreadable:
            raise InputFilesError(unreadable)
        made = cls(triples, files, [str(name) for name in names])
        made.check()
        return made

    def check(self) -> None:
        """Raise :class:`ShapesError` unless every shape is well-formed."""
        found = problems(self)
        if found:
            raise ShapesError(found)

    def __iter__(self) -> Iterator[Shape]:
        return iter(self._shapes.values())

    def __len__(self) -> int:
        """The number of shapes of either kind."""
        return len(self._shapes)

    def __contains__(self, node: object) -> bool:
        """Whether a node is a shape."""
        return node in self._shapes

    def get(self, node: Term) -> Shape | None:
        """The shape with this name."""
        return self._shapes.get(node)

    @cached_property
    def targeted(self) -> tuple[Shape, ...]:
        """The shapes that say themselves what they are checked on, in the order of the files."""
        return tuple(shape for shape in self._shapes.values() if shape.targets)

    @property
    def count(self) -> int:
        """The number of shapes that declare a target."""
        return len(self.targeted)

    def members(self, head: Term) -> tuple[Term, ...]:
        """The members of a list; of one that is not well-formed, those before the mistake."""
        found: list[Term] = []
        with suppress(ListError):
            found.extend(read_list(self.graph, head))
        return tuple(found)

    def file_of(self, node: Term) -> str:
        """The file that first says something of a node; of a list or a path, whatever file it stands in. Empty if nobody knows."""
        return self._file_of.get(node, "")

    @cached_property
    def _kinds_of_class(self) -> set[Term]:
        """The classes whose instances are classes; of OWL's that is known without a triple that says so, as pySHACL has it."""
        return Path("*", parts=(Path("predicate", _SUBCLASS),)).backward(self.graph, _CLASSES)

    @cached_property
    def _parents(self) -> dict[Term, list[tuple[Term, str]]]:
        found: dict[Term, list[tuple[Term, str]]] = {}
        for name in (*terms.SHAPE_VALUES, "property"):
            for parent, child in self.graph.having(sh(name)):
                found.setdefault(child, []).append((parent, name))
        for name in terms.SHAPE_LISTS:
            for parent, head in self.graph.having(sh(name)):
                for child in self.members(head):
                    found.setdefault(child, []).append((parent, name))
        return found

    def children(self, shape: Shape) -> list[tuple[str, Term]]:
        """The shapes that a shape uses: the parameter's local name and the node, one of a list for ``sh:and``, ``sh:or`` and ``sh:xone``."""
        found = [(name, value) for name in (*terms.SHAPE_VALUES, "property") for value in shape.get(name)]
        found += [(name, member) for name in terms.SHAPE_LISTS for head in shape.get(name) for member in self.members(head)]
        return found

    def _shape(self, node: Term) -> Shape:
        about = self.graph.about(node)
        paths = about.get(sh("path"), ())
        try:
            path = read_path(self.graph, paths[0]) if paths else None
        except PathError:
            path = None  # told by check()
        targets = [Target(name, term) for name in terms.TARGETS for term in about.get(sh(name), ())]
        types = set(about.get(_TYPE, ()))
        if isinstance(node, ox.NamedNode) and types & _SHAPES and types & self._kinds_of_class:
            targets.append(Target("implicit", node))
        values = {predicate.value: objects for predicate, objects in about.items()}
        return Shape(node, values, path, tuple(targets), tuple(self._parents.get(node, ())), self.file_of(node))


def _nodes(graph: Graph) -> list[Term]:
    """Every node that is a shape by what is said of it, or by the place where it is used."""
    typed = {node for name in ("NodeShape", "PropertyShape") for node in graph.subjects(_TYPE, sh(name))}
    named = {node for name in (*terms.TARGETS, *terms.PARAMETERS - {"flags"}) for node, _ in graph.having(sh(name))}
    used = {value for name in (*terms.SHAPE_VALUES, "property") for _, value in graph.having(sh(name))}
    for name in terms.SHAPE_LISTS:
        for _, head in graph.having(sh(name)):
            try:
                used.update(read_list(graph, head))
            except ListError:
                continue  # told by check()
    found = typed | named | used
    ordered = [node for node in graph.nodes() if node in found]
    return [*ordered, *sorted((node for node in used if node not in graph and not isinstance(node, ox.Literal)), key=str)]
