"""What makes pySHACL take less than half of its time; what it finds stays the same."""

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import pyshacl.constraints
import pyshacl.shape
import rdflib
from rdflib.term import Node


class ShapesInMemory(rdflib.Graph):
    """Shapes that change no more once they are validated against.

    pySHACL reads the list of ``sh:languageIn`` and the like anew for every value; here a list is read once. And shapes are
    one graph, so that nobody need ask of each triple which graphs hold it.
    """

    def __init__(self) -> None:
        super().__init__(store="SimpleMemory")
        self._lists: dict[Node, Sequence[Node]] = {}

    def items(self, list: Node) -> Generator[Node, None, None]:  # noqa: A002 - rdflib's name
        """The members of a list."""
        if list not in self._lists:
            self._lists[list] = tuple(super().items(list))
        yield from self._lists[list]


class _Parameters(list[Any]):
    """The parameters of constraints, found in a table: pySHACL compares each property of a shape with one after the other."""

    def __init__(self, table: Mapping[Any, Any]) -> None:
        super().__init__(table)
        self._table = table

    def __contains__(self, parameter: object) -> bool:
        return parameter in self._table


def hasten() -> bool:
    """Have pySHACL find parameters in its own table; whether it has one. A later version may keep them elsewhere, and then takes its time."""
    table = getattr(pyshacl.constraints, "CONSTRAINT_PARAMETERS_MAP", None)
    if not table or set(getattr(pyshacl.constraints, "ALL_CONSTRAINT_PARAMETERS", ())) != set(table):
        return False
    vars(pyshacl.shape)["CONSTRAINT_PARAMS"] = (_Parameters(table), table)  # where it keeps them after its first validation
    return True
