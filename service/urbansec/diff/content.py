"""What one side says: statements, with the files that they are in."""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from urbansec.dataset.files import DataFile
from urbansec.diff.blank import Component, blank_nodes, components
from urbansec.errors import InputFileError, InputFilesError

_BASE = "file:///"


@dataclass
class Content:
    """The statements of some files.

    ``ground`` maps each quad without blank nodes to the names of the files that hold it; ``nested`` counts what hangs
    together through blank nodes. ``about`` maps named subjects to the values of their properties, graphs merged.
    """

    ground: dict[ox.Quad, frozenset[str]] = field(default_factory=dict)
    nested: Counter[Component] = field(default_factory=Counter)
    about: dict[str, dict[str, list[object]]] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    triples: int = 0

    def values(self, subject: str, predicate: str) -> list[object]:
        """The values of a property; empty if there are none."""
        return self.about.get(subject, {}).get(predicate, [])

    def add(self, name: str, path: Path) -> None:
        """Read one file. Errors as of :meth:`~urbansec.dataset.files.DataFile.quads`.

        Relative IRIs are resolved against ``name``, not against the place of the file, which differs from side to side.
        """
        anonymous = []
        for quad in self._parsed(name, path):
            self.triples += 1
            if next(blank_nodes(quad), None) is not None:
                anonymous.append(quad)
                continue
            before = self.ground.get(quad)
            self.ground[quad] = frozenset((name,)) if before is None else before | {name}
            if before is None and isinstance(quad.subject, ox.NamedNode):
                self.about.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
        for component in components(set(anonymous)):
            self.nested[component] += 1
            for subject, predicate, node, _ in component.owners:
                if isinstance(subject, ox.NamedNode):
                    self.about.setdefault(subject.value, {}).setdefault(predicate.value, []).append(node)

    def _parsed(self, name: str, path: Path) -> Iterator[ox.Quad]:
        file = DataFile(path)
        try:
            rdf_format = file.format
            with path.open("rb") as content:
                if content.read(len(BOM_UTF8)) != BOM_UTF8:
                    content.seek(0)
                parser = ox.parse(content, format=rdf_format, base_iri=_BASE + _escaped(name))
                yield from parser
                self.prefixes = {**parser.prefixes, **self.prefixes}
        except (SyntaxError, OSError, ValueError):
            list(file.quads())  # raises the same with the name of the file
            raise


def read(files: Mapping[str, Path]) -> Content:
    """The content of all files; :class:`~urbansec.errors.InputFilesError` with the problems of all that do not parse."""
    content = Content()
    problems: list[InputFileError] = []
    for name, path in files.items():
        try:
            content.add(name, path)
        except InputFileError as problem:
            problems.append(problem)
    if problems:
        raise InputFilesError(problems)
    return content


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace(" ", "%20").replace("#", "%23").replace("?", "%3F")
