"""What two answers differ in: rows that came, rows that went, and rows of which some values changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from urbansec.citation.rows import Row, Rows
from urbansec.queries.table import TRIPLE

_PAIRS = 250_000
"""More comparisons than these are not worth their time: nobody reads so many rows one by one."""


@dataclass(frozen=True)
class Changed:
    """A row that is still there with other values in ``columns``."""

    before: Row
    after: Row
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Rows with a value for each of ``variables``, in N-Triples notation, or plain text where ``lossy`` says that types were not compared."""

    variables: tuple[str, ...]
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[Changed, ...] = ()
    lossy: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self.added and not self.removed and not self.changed

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables whose values changed in rows that are still there."""
        found = {name for row in self.changed for name in row.columns}
        return tuple(name for name in self.variables if name in found)

    def summary(self) -> str:
        """How many rows came, went and changed, and in which columns."""
        parts = [f"{len(rows):,} {word}" for rows, word in ((self.added, "added"), (self.removed, "removed")) if rows]
        if self.changed:
            parts.append(f"{len(self.changed):,} changed in {', '.join(self.columns)}")
        return f"Rows: {'; '.join(parts)}." if parts else "No row differs."


def compare(variables: Sequence[str], former: Rows, present: Rows, *, lossy: bool = False) -> Difference:
    """The difference of two answers whose rows have a value for each of ``variables``."""
    removed, added = sorted((former - present).elements()), sorted((present - former).elements())
    changed = _pairs(tuple(variables), removed, added)
    removed = sorted((Counter(removed) - Counter(pair.before for pair in changed)).elements())
    added = sorted((Counter(added) - Counter(pair.after for pair in changed)).elements())
    return Difference(tuple(variables), tuple(added), tuple(removed), tuple(changed), lossy)


def _pairs(variables: tuple[str, ...], removed: list[Row], added: list[Row]) -> list[Changed]:
    """Rows that went and came and are the same but for a few values, the most alike first; each row is in one pair at most."""
    likeness = _same_property if variables == TRIPLE else _likeness
    scored = sorted(((likeness(removed[i], added[j]), i, j) for i, j in _candidates(removed, added)), key=lambda scored: (-scored[0], *scored[1:]))
    left, right = set(range(len(removed))), set(range(len(added)))
    found = []
    for score, i, j in scored:
        if score > 0 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            columns = tuple(name for name, before, after in zip(variables, removed[i], added[j], strict=True) if before != after)
            found.append((removed[i], added[j], columns))
    return [Changed(*pair) for pair in sorted(found)]


def _candidates(removed: list[Row], added: list[Row]) -> Iterator[tuple[int, int]]:
    """The places of rows to compare: each with each; of many only those with the same first value."""
    few = len(removed) * len(added) <= _PAIRS
    places: dict[str, list[int]] = {}
    for j, row in enumerate(added):
        places.setdefault("" if few else row[0], []).append(j)
    found = ((i, j) for i, row in enumerate(removed) for j in places.get("" if few else row[0], ()))
    return islice(found, _PAIRS)


def _same_property(one: Row, other: Row) -> int:
    """Whether two triples give a value for the same property of the same thing."""
    return int(one[:2] == other[:2])


def _likeness(one: Row, other: Row) -> int:
    """How much more is equal than differs; 0 for rows that are about other things: neither their first value is the same nor any IRI."""
    pairs = list(zip(one, other, strict=True))
    if one[0] != other[0] and not any(before == after and before.startswith("<") for before, after in pairs):
        return 0
    return sum(_weight(index, *pair) * (1 if pair[0] == pair[1] else -1) for index, pair in enumerate(pairs))


def _weight(index: int, before: str, after: str) -> int:
    """How much a value says of what the row is about: the first most, an IRI more than a text, a missing one nothing."""
    if not before and not after:
        return 0
    return 3 if index == 0 else 2 if before.startswith("<") or after.startswith("<") else 1
