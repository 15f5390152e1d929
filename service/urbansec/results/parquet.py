"""Parquet for data frames: typed columns, the facts about the result in the metadata of the file."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # the same

from urbansec.queries.run import Call
from urbansec.queries.table import Table
from urbansec.results.columns import Column, Value, columns
from urbansec.results.formats import ResultFormat

METADATA = b"urbansec"
"""The key of the file's metadata under which the facts stand, as JSON; that of a column holds its kind."""
_LARGEST = 2**63
# Digits that Parquet's decimal numbers can have.
_DIGITS = 76


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:  # noqa: ARG001 - the same for all
    """The result as a Parquet file; see :func:`urbansec.results.write`."""
    output = io.BytesIO()
    pq.write_table(as_arrow(columns(table), about), output, compression="zstd")
    return output.getvalue()


def as_arrow(found: Sequence[Column], about: Mapping[str, str]) -> Any:
    """The columns as a pyarrow table."""
    arrays, fields = [], []
    for column in found:
        kind, values = _typed(column)
        arrays.append(pa.array(values, type=kind))
        fields.append(pa.field(column.name, kind, metadata={METADATA: column.kind.encode()}))
    return pa.table(arrays, schema=pa.schema(fields, metadata={METADATA: json.dumps(dict(about), ensure_ascii=False).encode()}))


def _typed(column: Column) -> tuple[Any, Sequence[Value]]:
    """The Arrow type of a column, and its values; numbers that no type holds exactly are text."""
    values = column.values
    kinds: dict[str, Any] = {"double": pa.float64(), "boolean": pa.bool_(), "date": pa.date32()}
    if column.kind in ("integer", "decimal"):
        return _exact(column)
    if column.kind == "datetime":
        aware = any(isinstance(value, datetime) and value.tzinfo is not None for value in values)
        return pa.timestamp("us", tz="UTC" if aware else None), values
    return kinds.get(column.kind, pa.string()), values


def _exact(column: Column) -> tuple[Any, Sequence[Value]]:
    values = column.values
    if column.kind == "integer" and all(isinstance(value, int) and -_LARGEST <= value < _LARGEST for value in values if value is not None):
        return pa.int64(), values
    numbers = [None if value is None else Decimal(str(value)) for value in values]
    kind = _decimal([number for number in numbers if number is not None])
    return (kind, numbers) if kind is not None else (pa.string(), [None if number is None else format(number, "f") for number in numbers])


def _decimal(numbers: Sequence[Decimal]) -> Any:
    """The decimal type with room for all ``numbers``; ``None`` if there is none."""
    before = max((number.adjusted() + 1 for number in numbers), default=1)
    behind = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    precision = max(before, 1) + max(behind, 0)
    if precision > _DIGITS:
        return None
    return pa.decimal128(precision, max(behind, 0)) if precision <= 38 else pa.decimal256(precision, max(behind, 0))
