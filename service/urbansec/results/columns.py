"""Columns with types: what the RDF terms of a result are in Python, in a spreadsheet and in a data frame.

A column has one kind, so that a data frame gets a column of numbers or of days and not of objects. Nothing is guessed
from the text: ``"42"`` is text unless its datatype says otherwise. What a kind cannot hold exactly stays text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, cast, get_args

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.queries.table import Cell, Table

Kind = Literal["iri", "text", "integer", "decimal", "double", "boolean", "date", "datetime", "partial-date", "mixed"]
Value = str | int | Decimal | float | bool | date | datetime | None
KINDS: tuple[str, ...] = get_args(Kind)
_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(
    f"{_XSD}{name}"
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)
_WHOLE = re.compile(r"[+-]?[0-9]+\Z")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\Z")
_DOUBLE = re.compile(r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?\Z")
_TRUTH: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}
_PARTIAL = frozenset(f"{_XSD}{name}" for name in ("gYear", "gYearMonth", "gMonthDay", "gMonth", "gDay"))
# Longer numbers are none that anybody calculates with, and reading them takes time that grows with the square of their length.
_DIGITS = 1_000


@dataclass(frozen=True)
class Column:
    """One variable of a result: a value for each row, ``None`` where it is not bound.

    ``values`` are ``str`` for iri, text, partial-date and mixed, ``int``, ``Decimal``, ``float``, ``bool``, ``date`` and
    ``datetime`` for the other kinds. A partial date is a year, a year and month, or a date that Python's ``date`` cannot
    hold (another era, a time zone), or a column with both whole and partial dates. Mixed is everything else that differs.
    """

    name: str
    kind: Kind
    values: tuple[Value, ...]


def columns(table: Table) -> tuple[Column, ...]:
    """The columns of ``table``, in its order, each with one value for each row."""
    return tuple(_column(name, [row.get(name) for row in table.rows]) for name in table.variables)


def text_of(cell: Cell) -> str:
    """The plain text of a term: an IRI in full, a literal without its type, a blank node with ``_:``."""
    value: Any = cell["value"]
    if cell["type"] == "bnode":
        return f"_:{value}"
    if isinstance(value, Mapping):  # a triple term, which results write as a term of terms
        return f"<<( {' '.join(text_of(value[part]) for part in ('subject', 'predicate', 'object'))} )>>"
    return str(value)


def as_term(cell: Cell) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """The pyoxigraph term of a cell; the reverse of :func:`urbansec.queries.table.as_cell`."""
    value: Any = cell["value"]
    match cell["type"]:
        case "uri":
            return ox.NamedNode(value)
        case "bnode":
            return ox.BlankNode(value)
        case "triple" if isinstance(value, Mapping):
            return ox.Triple(*(as_term(value[part]) for part in ("subject", "predicate", "object")))  # type: ignore[arg-type]  # as the engine wrote it
        case "triple":
            (quad,) = ox.parse(f"{value} .", ox.RdfFormat.N_TRIPLES)
            return cast("ox.Triple", quad.triple)
    if cell.get("xml:lang"):
        return ox.Literal(value, language=cell["xml:lang"])
    return ox.Literal(value, datatype=ox.NamedNode(cell["datatype"])) if cell.get("datatype") else ox.Literal(value)


def _column(name: str, cells: Sequence[Cell | None]) -> Column:
    typed = [(None, None) if cell is None else _typed(cell) for cell in cells]
    kind = _common({found for found, _ in typed if found is not None})
    if kind == "datetime" and len({value.tzinfo is None for _, value in typed if isinstance(value, datetime)}) > 1:
        kind = "mixed"  # times with and without a zone cannot be compared
    try:
        values = tuple(_as(kind, cell, value) for cell, (_, value) in zip(cells, typed, strict=True))
    except OverflowError:  # a whole number beside floats that is larger than any of them
        kind = "mixed"
        values = tuple(None if cell is None else text_of(cell) for cell in cells)
    return Column(name, kind, values)


def _common(kinds: set[Kind]) -> Kind:
    """The kind of a column that holds values of ``kinds``: numbers widen, as in SPARQL; dates of unequal precision stay text."""
    if len(kinds) < 2:
        return next(iter(kinds), "text")
    for several, one in _WIDER:
        if kinds <= several:
            return one
    return "mixed"


_WIDER: tuple[tuple[frozenset[str], Kind], ...] = (
    (frozenset({"integer", "decimal"}), "decimal"),
    (frozenset({"integer", "decimal", "double"}), "double"),
    (frozenset({"date", "datetime", "partial-date"}), "partial-date"),
)


def _as(kind: Kind, cell: Cell | None, value: Value) -> Value:
    if cell is None:
        return None
    match kind:
        case "decimal" if isinstance(value, int):
            return Decimal(value)
        case "double" if isinstance(value, int | Decimal):
            return float(value)
        case "partial-date" | "mixed":
            return text_of(cell)
    return value


def _typed(cell: Cell) -> tuple[Kind, Value]:
    """The kind and the value of one term by itself."""
    text = text_of(cell)
    if cell["type"] == "uri":
        return "iri", text
    if cell["type"] not in ("literal", "typed-literal") or cell.get("xml:lang"):
        return "text", text
    datatype = cell.get("datatype", "")
    if datatype in _PARTIAL:
        return "partial-date", text
    convert = _CONVERTERS.get(datatype)
    if convert is None:
        return "text", text
    try:
        return convert(text)
    except (ValueError, ArithmeticError):
        return "text", text


def _integer(text: str) -> tuple[Kind, Value]:
    if not _WHOLE.match(text) or len(text) > _DIGITS:
        raise ValueError(text)
    return "integer", int(text)


def _decimal(text: str) -> tuple[Kind, Value]:
    if not _DECIMAL.match(text) or len(text) > _DIGITS:
        raise ValueError(text)
    return "decimal", Decimal(text)


def _double(text: str) -> tuple[Kind, Value]:
    if not _DOUBLE.match(text):
        raise ValueError(text)
    return "double", float(text)


def _boolean(text: str) -> tuple[Kind, Value]:
    if text not in _TRUTH:
        raise ValueError(text)
    return "boolean", _TRUTH[text]


def _date(text: str) -> tuple[Kind, Value]:
    try:
        return ("date", date.fromisoformat(text)) if _DAY.match(text) else ("partial-date", text)
    except ValueError:  # the year 0
        return "partial-date", text


def _datetime(text: str) -> tuple[Kind, Value]:
    try:
        return ("datetime", datetime.fromisoformat(text)) if _TIME.match(text) else ("partial-date", text)
    except ValueError:  # 24:00:00
        return "partial-date", text


_CONVERTERS: Mapping[str, Callable[[str], tuple[Kind, Value]]] = {
    **dict.fromkeys(_INTEGERS, _integer),
    f"{_XSD}decimal": _decimal,
    **dict.fromkeys((f"{_XSD}double", f"{_XSD}float"), _double),
    f"{_XSD}boolean": _boolean,
    f"{_XSD}date": _date,
    **dict.fromkeys((f"{_XSD}dateTime", f"{_XSD}dateTimeStamp"), _datetime),
}
