"""The table of edges that every analysis starts from, read into one plain network.

The columns are found by their names. ``source`` and ``target`` are the two ends; ``weight``, if there is one, says how
much an edge counts; what begins with ``source`` or ``target`` (``sourceLabel``, ``targetLat``) tells something of that
end, and the analysis hands it on. All other columns are left aside. Direction plays no part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from urbansec.errors import SavedQueryError
from urbansec.queries.table import Cell, Table

ENDS = ("source", "target")
WEIGHT = "weight"
Key = tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """A network whose nodes are the numbers from 0, in the order of what they stand for.

    Numbers, because sets of them are walked in the same order in every process, which sets of words are not.
    """

    nodes: tuple[Cell, ...]
    suffixes: tuple[str, ...]
    """What is told of nodes: ``Label`` for ``sourceLabel`` and ``targetLabel``, in the order of the columns."""
    told: tuple[Mapping[str, Cell], ...]
    """For each node what is told of it, by suffix."""
    weights: Mapping[tuple[int, int], Decimal]
    """The edges, the smaller number first; the weights of equal ones are added up."""
    sides: tuple[frozenset[int], frozenset[int]]
    """The nodes that are sources, and those that are targets."""

    @property
    def two_mode(self) -> bool:
        """Whether no node is on both sides, as with members and forums."""
        return self.sides[0].isdisjoint(self.sides[1])


def check_columns(variables: Sequence[str]) -> None:
    """Raise :class:`SavedQueryError` if a table with these columns holds no edges."""
    missing = [f"?{end}" for end in ENDS if end not in variables]
    if missing:
        raise SavedQueryError(f"An analysis needs the ends of each edge in ?source and ?target; the query does not select {' and '.join(missing)}.")


def suffixes_of(variables: Sequence[str]) -> tuple[str, ...]:
    """What columns tell of the ends of edges: the rest of their names, ``Label`` for ``sourceLabel``."""
    found = (variable.removeprefix(end) for variable in variables for end in ENDS if variable.startswith(end) and variable[len(end) : len(end) + 1].isupper())
    return tuple(dict.fromkeys(found))


def read_edges(table: Table) -> Network:
    """The network in ``table``; rows without both ends are none of it, and neither are edges from a node to itself.

    Raises :class:`SavedQueryError` for a table without edges, or for a weight that is no number above zero.
    """
    check_columns(table.variables)
    suffixes = suffixes_of(table.variables)
    rows = [row for row in table.rows if all(end in row for end in ENDS)]
    cells = {_key(row[end]): row[end] for row in rows for end in ENDS}
    number = {key: index for index, key in enumerate(sorted(cells))}
    told: list[dict[str, Cell]] = [{} for _ in number]
    weights: dict[tuple[int, int], Decimal] = {}
    for row in rows:
        first, second = (number[_key(row[end])] for end in ENDS)
        if first != second:
            edge = (min(first, second), max(first, second))
            weights[edge] = weights.get(edge, Decimal(0)) + _weight(row.get(WEIGHT))
        for end, node in zip(ENDS, (first, second), strict=True):
            for suffix in suffixes:
                cell = row.get(f"{end}{suffix}")
                # Of several values the smallest, so that the order of the rows is of no consequence.
                if cell is not None and (suffix not in told[node] or _key(cell) < _key(told[node][suffix])):
                    told[node][suffix] = cell
    sides = (frozenset(number[_key(row["source"])] for row in rows), frozenset(number[_key(row["target"])] for row in rows))
    return Network(tuple(cells[key] for key in sorted(cells)), suffixes, tuple(told), dict(sorted(weights.items())), sides)


def _key(cell: Cell) -> Key:
    return (cell["type"], cell["value"], cell.get("xml:lang", ""), cell.get("datatype", ""))


def _weight(cell: Cell | None) -> Decimal:
    if cell is None:
        return Decimal(1)
    try:
        weight = Decimal(cell["value"])
    except InvalidOperation:
        weight = Decimal("NaN")
    if not weight.is_finite() or weight <= 0:
        raise SavedQueryError(f"The weight of an edge is a number above zero, not {cell['value'][:60]!r}.")
    return weight
