"""The data to validate, in the form each engine takes."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from urbansec.dataset.files import DataFile
from urbansec.errors import UrbansecError

Data = Iterable[ox.Triple] | Path
"""Triples, or the path of an RDF file. Graphs of TriG and N-Quads files are merged."""


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
        if not isinstance(self._data, Path):
            found = self._data if isinstance(self._data, Sequence) else list(self._data)
        else:
            found = [quad.triple for quad in DataFile(self._data).quads()]
        return found

    @cached_property
    def text(self) -> bytes | Path:
        """N-Triples, or the path of a file that holds them already.

        Raises :class:`DataUnsupportedError` for triples about triples.
        """
        if isinstance(self._data, Path) and self._data.suffix.lower() == ".nt":
            return self._data
        text = ox.serialize(self.triples, format=ox.RdfFormat.N_TRIPLES) or b""
        if b"<<(" in text and any(isinstance(triple.object, ox.Triple) for triple in self.triples):
            raise DataUnsupportedError("A triple as a term (RDF 1.2) cannot be validated.")
        return text
