"""An answer: rows with types, its citation, and ways to take it to other tools."""

import json
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from urbansec.citation import Citation, CitationError, cite
from urbansec.client import drawing, frames, notebook
from urbansec.client.source import Answered
from urbansec.errors import FormatError
from urbansec.queries.table import Table
from urbansec.results import Column, Value, columns, find_format, formats_of, write
from urbansec.results.write import in_order
from urbansec.writing import replace

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl
    from matplotlib.axes import Axes


class Result(Sequence[Any]):
    """The rows of an answer, as named tuples: ``row.memberLabel``, ``row["memberLabel"]``, ``row[0]``.

    Values are ``str``, ``int``, ``Decimal``, ``float``, ``bool``, ``date`` and ``datetime``; ``None`` where a variable is not
    bound. An IRI is text in full; a year, or a year and a month, stays text.
    """

    def __init__(self, answered: Answered) -> None:
        self._answered = answered
        self._table = in_order(answered.call.query, answered.table)

    @property
    def name(self) -> str:
        """The name of the query."""
        return self._answered.call.query.name

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.variables

    @property
    def table(self) -> Table:
        """The RDF terms of the answer, with datatypes and languages; the triples of a graph are in an order of their own."""
        return self._table

    @property
    def data_version(self) -> str:
        """The version of the data that answered."""
        return self._answered.data_version

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns: name, kind, values."""
        return columns(self.table)

    @cached_property
    def rows(self) -> tuple[Any, ...]:
        """All rows."""
        row = _row_type(self.variables)
        return (
            tuple(row(*values) for values in zip(*(column.values for column in self.columns), strict=True))
            if self.columns
            else tuple(row() for _ in self.table.rows)
        )

    @cached_property
    def citation(self) -> Citation:
        """All that is needed to repeat this and to say whether the answer is the same: ``citation.to_json()``, ``citation.sentence()``.

        :class:`~urbansec.citation.CitationError` for a query of your own, which nobody finds by a name.
        """
        if not self._answered.saved:
            raise CitationError("Only the answer of a saved query can be cited. Save the query in a file, and it has a name and a version.")
        return self._citation

    @cached_property
    def _citation(self) -> Citation:
        told = self._answered
        return cite(told.call, told.table, data_version=told.data_version, issued=told.issued, service=told.service)

    @property
    def about(self) -> Mapping[str, str]:
        """The facts that files carry: query, version, parameters, data version, time, checksum."""
        facts = self._citation.about(self._answered.service)
        if self._answered.saved:
            return facts
        return {"Query": self._answered.call.query.text, **{name: fact for name, fact in facts.items() if name not in ("Query", "Question", "Permalink")}}

    def to_dicts(self) -> list[dict[str, Value]]:
        """The rows as dictionaries."""
        return [dict(zip(self.variables, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> "pd.DataFrame":
        """A data frame of pandas; see :func:`urbansec.client.frames.to_pandas` for the types of its columns."""
        return frames.to_pandas(self.columns, self.about)

    def to_polars(self) -> "pl.DataFrame":
        """A data frame of polars; see :func:`urbansec.client.frames.to_polars` for the types of its columns."""
        return frames.to_polars(self.columns)

    def to_geojson(self) -> dict[str, Any]:
        """A GeoJSON FeatureCollection, one feature for each row; :class:`~urbansec.errors.NotFoundError` for rows without places."""
        document: dict[str, Any] = json.loads(self.to_bytes("geojson"))
        return document

    def to_networkx(self) -> "nx.Graph[str]":
        """The rows as edges of a network; see :func:`urbansec.results.network.network_of`. :class:`~urbansec.errors.FormatError` for others."""
        from urbansec.results.network import network_of  # noqa: PLC0415 - it takes networkx, which few need

        return network_of(self._answered.call, self.table)

    def to_bytes(self, name: str) -> bytes:
        """The answer in the format of that name or suffix, such as ``csv``, ``xlsx``, ``parquet`` or ``gexf``.

        :class:`~urbansec.errors.NotFoundError` lists what there is for this answer.
        """
        query = self._answered.call.query
        return write(self._answered.call, self.table, find_format(query, name), self.about)

    def save(self, path: str | PathLike[str], *, format: str | None = None) -> Path:  # noqa: A002 - the word for it
        """Write the answer into the file ``path``, in the format of its suffix or the one given; returns the path."""
        target = Path(path)
        suffix = format or target.suffix.removeprefix(".")
        if not suffix:
            offers = ", ".join(offer.suffix for offer in formats_of(self._answered.call.query))
            raise FormatError(f"{target.name} does not tell a format. Give it a suffix, or say format=…; there are: {offers}.")
        replace(target, self.to_bytes(suffix))
        return target

    def plot(self, ax: "Axes | None" = None, *, kind: str | None = None, **columns: Any) -> "Axes":
        """Draw the answer with matplotlib, as the view of the query says: map, timeline, chart or graph.

        ``ax`` are the axes to draw on. ``kind`` and names of columns (``lat``, ``lon``, ``x``, ``y``, ``start``, ``label`` …)
        are stronger than the view. :class:`~urbansec.errors.FormatError` if there is nothing that could be drawn.
        """
        return drawing.plot(self._answered.call, self.table, ax, kind, columns)

    def __len__(self) -> int:
        return len(self.table.rows)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, index: str) -> tuple[Value, ...]: ...
    def __getitem__(self, index: int | slice | str) -> Any:
        if isinstance(index, str):
            for column in self.columns:
                if column.name == index:
                    return column.values
            raise KeyError(f"There is no column {index!r}; there are: {', '.join(self.variables)}.")
        return self.rows[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self)} {'row' if len(self) == 1 else 'rows'} of {', '.join(self.variables)}>"

    def _repr_html_(self) -> str:
        return notebook.html(self)


@cache
def _row_type(variables: tuple[str, ...]) -> Any:
    """The type of rows: a named tuple that also takes the names of variables in brackets.

    A variable whose name Python does not take as that of a field is ``row._3``, by its place.
    """
    places = {name: place for place, name in enumerate(variables)}

    class Row(namedtuple("Row", variables, rename=True)):  # type: ignore[misc]  # the names are known at run time
        __slots__ = ()

        def __getitem__(self, key: Any) -> Any:
            return super().__getitem__(places[key] if isinstance(key, str) else key)

        def __reduce__(self) -> Any:
            # For other processes, which have no type of this name.
            return _row, (variables, tuple(self))

    return Row


def _row(variables: tuple[str, ...], values: tuple[Value, ...]) -> Any:
    return _row_type(variables)(*values)
