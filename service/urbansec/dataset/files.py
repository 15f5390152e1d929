"""Find RDF files and parse them; a problem names the file, the line and the column."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from urbansec.errors import InputFileError, InputFilesError
from urbansec.namespaces import GRAPH
from urbansec.turtle import FORMATS as PLACED
from urbansec.turtle import Source, check
from urbansec.turtle.checking import plain

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}
_AMBIGUOUS = (".json", ".xml")  # taken when named, not picked up from a folder


@dataclass(frozen=True)
class DataFile:
    """One RDF file; its triples go into ``graph``, or into the default graph if that is ``None``."""

    path: Path
    graph: ox.NamedNode | None = None

    @property
    def format(self) -> ox.RdfFormat:
        """The format its name stands for; :class:`InputFileError` if it stands for none."""
        try:
            return FORMATS[self.path.suffix.lower()]
        except KeyError:
            known = ", ".join(sorted(FORMATS))
            raise InputFileError(f"The ending {self.path.suffix or '(none)'} names no RDF format; known: {known}.", file=str(self.path)) from None

    def quads(self, prefixes: dict[str, str] | None = None) -> Iterator[ox.Quad]:
        """The file's quads; blank nodes are renamed so that two files never share one. What it declares is added to ``prefixes``.

        Raises :class:`InputFileError` with line and column where the file does not parse.
        """
        with self._problems():
            found = ox.parse(**self._input(), format=self.format, base_iri=self.path.resolve().as_uri(), rename_blank_nodes=True)
            for quad in found:
                in_default = isinstance(quad.graph_name, ox.DefaultGraph)
                yield ox.Quad(quad.subject, quad.predicate, quad.object, self.graph) if in_default and self.graph else quad
            if prefixes is not None:
                prefixes.update(found.prefixes)

    def load(self, store: ox.Store) -> None:
        """Put what :meth:`quads` gives into ``store`` without making each of them an object. Errors as there."""
        with self._problems():
            store.bulk_load(**self._input(), format=self.format, base_iri=self.path.resolve().as_uri(), to_graph=self.graph)

    def _input(self) -> dict[str, Any]:
        """The file for pyoxigraph, which refuses the byte order mark that some editors put before UTF-8."""
        with self.path.open("rb") as file:
            marked = file.read(len(BOM_UTF8)) == BOM_UTF8
            return {"input": file.read()} if marked else {"path": str(self.path)}

    @contextmanager
    def _problems(self) -> Iterator[None]:
        try:
            yield
        except SyntaxError as error:
            raise self._explained(error) from error
        except (OSError, ValueError) as error:
            raise InputFileError(str(error), file=str(self.path)) from error

    def _explained(self, error: SyntaxError) -> InputFileError:
        """The first mistake, with all others of the file; as the parser words it in formats whose places cannot be told."""
        if self.format not in PLACED:
            return InputFileError(plain(error), file=str(self.path), line=error.lineno, column=error.offset)
        try:
            source = Source.read(self.path)
        except InputFileError as unreadable:
            return unreadable
        mistakes = check(source, self.format, base_iri=self.path.resolve().as_uri())
        told = [(f"{mistake.message} {mistake.hint}".strip(), *source.position(mistake.span.start)) for mistake in mistakes]
        # The file may have been mended between the two readings.
        (detail, line, column), *others = told or [(plain(error), error.lineno or 1, error.offset or 1)]
        more = [InputFileError(text, file=str(self.path), line=at, column=place) for text, at, place in others]
        return InputFileError(detail, file=str(self.path), line=line, column=column, more=more)


def graph_of(path: Path, root: Path) -> ox.NamedNode:
    """The named graph of a shipped file: its path below ``root`` in the project's graph namespace."""
    return ox.NamedNode(f"{GRAPH}{path.relative_to(root).as_posix()}")


def discover(paths: Sequence[Path], *, suffixes: Iterable[str] = tuple(FORMATS)) -> list[Path]:
    """All RDF files that ``paths`` (files and folders) stand for, folders in sorted order, each file once.

    Raises :class:`InputFilesError` naming every path that does not exist, and every folder that holds no RDF file.
    """
    wanted = [suffix for suffix in suffixes if suffix not in _AMBIGUOUS]
    found: dict[Path, None] = {}
    problems = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in wanted and p.is_file())
            if not inside:
                problems.append(InputFileError(f"The folder holds no RDF file (looked for {', '.join(wanted)}).", file=str(path)))
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            problems.append(InputFileError("There is no such file or folder.", file=str(path)))
    if problems:
        raise InputFilesError(problems)
    return list(found)


def load_all(data_files: Iterable[DataFile], store: ox.Store) -> None:
    """Load all files into ``store``; if any does not parse, :class:`InputFilesError` with the problems of all of them."""
    problems: list[InputFileError] = []
    for data_file in data_files:
        try:
            data_file.load(store)
        except InputFileError as problem:
            problems.append(problem)
    if problems:
        raise InputFilesError(problems)


def parse_all(data_files: Iterable[DataFile]) -> list[ox.Quad]:
    """The quads of all files; if any does not parse, :class:`InputFilesError` with the problems of all of them."""
    quads: list[ox.Quad] = []
    problems: list[InputFileError] = []
    for data_file in data_files:
        try:
            quads.extend(data_file.quads())
        except InputFileError as problem:
            problems.append(problem)
    if problems:
        raise InputFilesError(problems)
    return quads
