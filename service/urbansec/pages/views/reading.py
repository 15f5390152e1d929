"""How people read the cells of a table: names for IRIs, words for columns and values, addresses to follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from urbansec.namespaces import shorten
from urbansec.queries.table import Cell
from urbansec.results.columns import text_of

Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Reader:
    """What is needed to read a table in a language.

    ``labels`` are names of IRIs in it, ``link`` leads an IRI to its page or nowhere, ``word`` is what a column is called and
    ``value`` what a plain word of a query means.
    """

    labels: Mapping[str, str]
    link: Callable[[str], str]
    word: Callable[[str], str]
    value: Callable[[str], str]

    def name(self, row: Row, column: str) -> str:
        """The text of a cell. Beside ``?city`` the column ``?cityLabel`` gives the name, unless there is one in the language."""
        own = column.removesuffix("Label")
        if own != column and own in row and row[own]["value"] in self.labels:
            return self.labels[row[own]["value"]]
        beside = f"{column}Label"
        if column in row and row[column]["type"] == "uri":
            iri = row[column]["value"]
            return self.labels.get(iri) or (text_of(row[beside]) if beside in row else shorten(iri))
        return self.value(text_of(row[column])) if column in row else ""

    def address(self, row: Row, column: str) -> str:
        """Where the cell leads; empty if nowhere."""
        return self.link(row[column]["value"]) if column in row and row[column]["type"] == "uri" else ""
