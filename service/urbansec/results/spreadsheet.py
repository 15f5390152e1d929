"""A workbook for spreadsheet programs: the rows with their types on one sheet, what they are on another.

Every text is written as text: a label that begins with ``=`` is no formula, one that looks like an address is no link,
one that looks like a number is none. What a spreadsheet cannot hold exactly (numbers of more than 15 digits, days before
March 1900, times with a zone) is text too.
"""

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from urbansec.errors import FormatError
from urbansec.queries.run import Call
from urbansec.queries.table import Table
from urbansec.results.columns import Column, Value, columns
from urbansec.results.formats import ResultFormat
from urbansec.results.write import time_of

Worksheet: TypeAlias = Any
Format: TypeAlias = Any
MAX_ROWS = 1_048_575
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
"""What one sheet, and one cell, can hold beside the row of headings; fixed by the file format."""
_CUT = "…"
# Before this day spreadsheet programs disagree by one, because one of them once took 1900 for a leap year.
_FIRST_DAY = date(1900, 3, 1)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}
_WIDEST = 60


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:
    """The result as an .xlsx workbook; :class:`~urbansec.errors.FormatError` if a sheet cannot hold it. See :func:`urbansec.results.write`."""
    if len(table.rows) > MAX_ROWS or len(table.variables) > MAX_COLUMNS:
        raise FormatError(f"A sheet holds {MAX_ROWS} rows of {MAX_COLUMNS} columns; this result has {len(table.rows)} rows. Take {fmt.name} in pages, or csv.")
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, _OPTIONS)
    book.set_properties({"title": call.query.summary[:255], "created": time_of(about).replace(tzinfo=None)})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "text": book.add_format({"num_format": "@"}),  # typing into the cell later makes no number or formula of it either
    }
    found = columns(table)
    cut = _result(book.add_worksheet("Result"), found, formats, rows=len(table.rows))
    facts = {**about, **({"Texts cut": f"{cut}; a cell holds {MAX_TEXT} characters"} if cut else {})}
    _about(book.add_worksheet("About"), facts, found, formats)
    book.close()
    return output.getvalue()


def _result(sheet: Worksheet, found: tuple[Column, ...], formats: Mapping[str, Format], *, rows: int) -> int:
    """Write the rows; returns how many texts had to be cut."""
    cut = 0
    for place, column in enumerate(found):
        sheet.write_string(0, place, column.name[:MAX_TEXT], formats["head"])
        put = _put(column)
        widest = len(column.name)
        for line, value in enumerate(column.values, 1):
            if value is None:
                continue
            if put is None or not put(sheet, line, place, value, formats):
                text = _words(value)
                if _length(text) > MAX_TEXT:
                    cut += 1
                    text = _shorten(text)
                sheet.write_string(line, place, text, formats["text"])
            widest = max(widest, min(_WIDEST, len(str(value))))
        sheet.set_column(place, place, widest + 2)
    sheet.freeze_panes(1, 0)
    if found and rows:
        sheet.autofilter(0, 0, rows, len(found) - 1)
    return cut


def _about(sheet: Worksheet, facts: Mapping[str, str], found: tuple[Column, ...], formats: Mapping[str, Format]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 80)
    line = 0
    for name, value in facts.items():
        sheet.write_string(line, 0, _shorten(name), formats["head"])
        sheet.write_string(line, 1, _shorten(value), formats["text"])
        line += 1
    line += 1
    for name, value in (("Column", "Kind"), *((column.name, column.kind) for column in found)):
        sheet.write_string(line, 0, _shorten(name), formats["head"])
        sheet.write_string(line, 1, value, formats["text"])
        line += 1


Put = Callable[[Worksheet, int, int, Any, Mapping[str, Format]], bool]


def _put(column: Column) -> Put | None:
    """How the values of ``column`` are written; ``None`` for text. One column is written in one way as far as the file format allows."""
    match column.kind:
        case "integer" | "decimal" | "double":
            return _number
        case "boolean":
            return lambda sheet, line, place, value, _: bool(sheet.write_boolean(line, place, value) == 0)
        case "date" if all(value is None or (isinstance(value, date) and value >= _FIRST_DAY) for value in column.values):
            return lambda sheet, line, place, value, formats: bool(sheet.write_datetime(line, place, value, formats["date"]) == 0)
        case "datetime" if all(value is None or _holds(value) for value in column.values):
            return lambda sheet, line, place, value, formats: bool(sheet.write_datetime(line, place, value, formats["datetime"]) == 0)
    return None


def _number(sheet: Worksheet, line: int, place: int, value: Any, _: Mapping[str, Format]) -> bool:
    """Write a number if the sheet's floating point holds it; whether it did."""
    try:
        number = float(value)
    except OverflowError:
        return False
    exact = isfinite(number) and (isinstance(value, float) or Decimal(repr(number)) == Decimal(value))
    return exact and bool(sheet.write_number(line, place, number) == 0)


def _holds(value: Value) -> bool:
    # The file counts thousandths of a second, and knows no zones.
    return isinstance(value, datetime) and value.tzinfo is None and value.date() >= _FIRST_DAY and value.microsecond % 1000 == 0


def _words(value: Value) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float):
        return "NaN" if value != value else {float("inf"): "INF", float("-inf"): "-INF"}.get(value, repr(value))  # noqa: PLR0124 - only NaN differs from itself
    return str(value)


def _length(text: str) -> int:
    """The length as the file format counts it, in units of UTF-16."""
    return len(text) + sum(char > "\uffff" for char in text) if len(text) > MAX_TEXT // 2 else len(text)


def _shorten(text: str) -> str:
    if _length(text) <= MAX_TEXT:
        return text
    return text.encode("utf-16-le")[: 2 * (MAX_TEXT - 1)].decode("utf-16-le", "ignore") + _CUT
