"""Rows as JSON, as many as the limits allow."""

import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from urbansec.mcp.answers import Cut, Value
from urbansec.queries.table import Table
from urbansec.results import columns
from urbansec.results.columns import Value as Typed

_EXACT = 2**53
"""Beyond this many clients round whole numbers."""
_NO_NUMBERS = {math.inf: "INF", -math.inf: "-INF"}


def json_rows(table: Table) -> list[list[Value]]:
    """The rows of ``table``, a value for each variable."""
    typed = columns(table)
    return [[_json(column.values[place]) for column in typed] for place in range(len(table.rows))]


def fit(rows: Sequence[list[Value]], *, most: int, size: int, advice: str) -> tuple[list[list[Value]], Cut | None]:
    """The first of ``rows``: at most ``most``, and at most ``size`` bytes of JSON; ``advice`` tells how to get the rest."""
    kept: list[list[Value]] = []
    used = 0
    for row in islice(rows, most):
        used += size_of(row)
        if used > size:
            return kept, too_large(size, kept, advice)
        kept.append(row)
    if len(rows) > most:
        return kept, Cut(limit="rows", value=most, advice=advice)
    return kept, None


def too_large(size: int, kept: Sequence[object], advice: str) -> Cut:
    """The cut of an answer with too many bytes, of which ``kept`` is what could stay."""
    return Cut(limit="bytes", value=size, advice=advice if kept else "Even the first row is larger than this: ask for fewer columns or shorter values.")


def size_of(value: object) -> int:
    """The bytes of ``value`` as JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) + 1


def within(values: Iterable[object], size: int) -> int:
    """How many of the first ``values``, as JSON, have ``size`` bytes together at most."""
    used = count = 0
    for value in values:
        used += size_of(value)
        if used > size:
            break
        count += 1
    return count


def _json(value: Typed) -> Value:
    match value:
        case bool() | str() | None:
            return value
        case int():
            return value if abs(value) <= _EXACT else str(value)
        case float():
            return value if math.isfinite(value) else _NO_NUMBERS.get(value, "NaN")
        case Decimal():
            short = float(value)
            return short if math.isfinite(short) and Decimal(repr(short)) == value else str(value)
        case datetime() | date():
            return value.isoformat()
