"""The data to validate, in the form each engine takes."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from urbansec.dataset.files import DataFile
from urbansec.errors import InputFileError, UrbansecError

Data = Iterable[ox.Triple | ox.Quad] | Path
"""Triples (or quads in the default graph), or the path of an RDF file. Graphs of TriG and N-Quads files are merged."""


class DataUnsupportedError(UrbansecError):
    """The data hold what SHACL has no words for."""

    title = "The data cannot be validated"


class Input:
    """The data, read once; each form is made when it is first asked for. Blank nodes have the same labels in all of them."""

    def __init__(self, data: Data) -> None:
        self._data = data

    @cached_property
    def triples(self) -> Sequence[ox.Triple]:
        """The triples, in their order."""
        return [statement.triple if isinstance(statement, ox.Quad) else statement for statement in self._statements]

    @cached_property
    def _statements(self) -> Sequence[ox.Triple | ox.Quad]:
        if isinstance(self._data, Path):
            return _read(self._data)
        return self._data if isinstance(self._data, Sequence) else list(self._data)

    @cached_property
    def text(self) -> bytes | Path:
        """N-Triples, or the path of a file that holds them already.

        Raises :class:`DataUnsupportedError` for triples about triples.
        """
        if isinstance(self._data, Path) and self._data.suffix.lower() == ".nt":
            return self._data
        text = ox.serialize(cast("Sequence[ox.Quad]", self._statements), format=ox.RdfFormat.N_TRIPLES) or b""
        if b"<<(" in text and any(isinstance(triple.object, ox.Triple) for triple in self._statements):
            raise DataUnsupportedError("A triple as a term (RDF 1.2) cannot be validated.")
        return text


def _read(path: Path) -> list[ox.Triple]:
    """The triples of one file, blank nodes with the labels that it gives them; :class:`~urbansec.errors.InputFileError` with the line if it does not parse."""
    try:
        return [quad.triple for quad in ox.parse(path=str(path), format=DataFile(path).format, base_iri=path.resolve().as_uri())]
    except SyntaxError as error:
        raise InputFileError(f"{error.args[0]}.", file=str(path), line=error.lineno, column=error.offset) from error
    except OSError as error:
        raise InputFileError(str(error), file=str(path)) from error
