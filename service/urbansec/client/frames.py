"""Data frames of pandas and polars, with columns of the right types."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from urbansec.client.extras import need
from urbansec.results import Column

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl

_LARGEST = 2**63


def to_pandas(columns: Sequence[Column], about: Mapping[str, str]) -> "pd.DataFrame":
    """A data frame of pandas; the facts ``about`` the answer are in its ``attrs``.

    Whole numbers are ``Int64``, truth values ``boolean``, decimals and doubles ``float64``, days ``datetime64[s]`` and
    times ``datetime64[us, UTC]``; the rest is ``str``. What is not bound is missing (``NA``, ``NaN``, ``NaT``). Whole numbers
    of more than 64 bits stay Python's, as objects.
    """
    pandas = need("pandas")
    frame = pandas.DataFrame({column.name: _pandas(pandas, column) for column in columns})
    frame.attrs["urbansec"] = dict(about)
    return frame


def _pandas(pandas: Any, column: Column) -> Any:
    values = list(column.values)
    match column.kind:
        case "integer":
            return pandas.Series(values, dtype=object if _long(column) else "Int64")
        case "boolean":
            return pandas.Series(values, dtype="boolean")
        case "decimal" | "double":
            return pandas.Series([None if value is None else float(str(value)) for value in values], dtype="float64")
        case "date":
            return pandas.Series([None if value is None else str(value) for value in values], dtype="datetime64[s]")
        case "datetime":
            return pandas.to_datetime(pandas.Series(values, dtype=object), utc=True)
    return pandas.Series(values, dtype="str")


def to_polars(columns: Sequence[Column]) -> "pl.DataFrame":
    """A data frame of polars: ``Int64``, ``Boolean``, ``Float64``, ``Date``, ``Datetime`` (in UTC) and ``String``, with nulls.

    Whole numbers of more than 64 bits are text.
    """
    polars = need("polars")
    return polars.DataFrame([_polars(polars, column) for column in columns])  # type: ignore[no-any-return]  # as above


def _polars(polars: Any, column: Column) -> Any:
    values = list(column.values)
    match column.kind:
        case "integer" if not _long(column):
            return polars.Series(column.name, values, dtype=polars.Int64)
        case "integer":
            values = [None if value is None else str(value) for value in values]
        case "boolean":
            return polars.Series(column.name, values, dtype=polars.Boolean)
        case "decimal" | "double":
            return polars.Series(column.name, [None if value is None else float(str(value)) for value in values], dtype=polars.Float64)
        case "date":
            return polars.Series(column.name, values, dtype=polars.Date)
        case "datetime":
            return polars.Series(column.name, [_utc(value) for value in values], dtype=polars.Datetime("us", "UTC"))
    return polars.Series(column.name, values, dtype=polars.String)


def _long(column: Column) -> bool:
    return any(isinstance(value, int) and not -_LARGEST <= value < _LARGEST for value in column.values)


def _utc(value: Any) -> Any:
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
