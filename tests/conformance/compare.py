"""When two results are the same: solutions as multisets with blank nodes mapped one to one, literals by their value."""

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    f"{XSD}{name}"
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_FLOATS = frozenset({f"{XSD}float", f"{XSD}double"})


@dataclass(frozen=True)
class Term:
    """A term of a result: ``kind`` is iri, blank, literal or text (a cell of CSV, which does not say)."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""

    @property
    def key(self) -> Hashable:
        """The same for terms that are the same value."""
        if self.kind == "text" and _NUMBER.match(self.value):
            return ("text", float(self.value))  # a number in CSV has lost its datatype; its value is what is left
        if self.kind != "literal":
            return (self.kind, self.value)
        if self.language:
            return ("literal", self.value, self.language.lower())
        datatype = self.datatype or f"{XSD}string"
        return ("literal", _value(self.value, datatype), datatype)


Row = Mapping[str, Term]


@dataclass(frozen=True)
class Table:
    """A result with rows; ``ordered`` if their order counts."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    ordered: bool = False


Result = Table | bool


def difference(found: Result, wanted: Result) -> str:
    """How ``found`` differs from ``wanted``; nothing if it does not."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return "" if found is wanted else f"found {found}, not {wanted}"
    if set(found.variables) != set(wanted.variables):
        return f"found the variables {sorted(found.variables)}, not {sorted(wanted.variables)}"
    if len(found.rows) != len(wanted.rows):
        return f"found {len(found.rows)} rows, not {len(wanted.rows)}: {_shown(found.rows)} for {_shown(wanted.rows)}"
    same = _same_order(found.rows, wanted.rows) if wanted.ordered else _same_rows(found.rows, wanted.rows)
    return "" if same else f"found {_shown(found.rows)}, not {_shown(wanted.rows)}"


def _shown(rows: Sequence[Row]) -> str:
    return "; ".join(" ".join(f"?{name}={term.value}^^{term.datatype or term.language or term.kind}" for name, term in row.items()) for row in rows[:8])


def _value(text: str, datatype: str) -> Hashable:
    with suppress(ValueError, InvalidOperation):
        if datatype in _INTEGERS:
            return int(text)
        if datatype == f"{XSD}decimal":
            return Decimal(text).normalize()
        if datatype in _FLOATS:
            return repr(float(text))
        if datatype == f"{XSD}boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(text, text)
    return text


def _same_order(found: Sequence[Row], wanted: Sequence[Row]) -> bool:
    mapping: dict[str, str] | None = {}
    for row, other in zip(found, wanted, strict=True):
        mapping = None if mapping is None else _matched(row, other, mapping)
    return mapping is not None


def _same_rows(found: Sequence[Row], wanted: Sequence[Row]) -> bool:
    def ground(rows: Sequence[Row]) -> Counter[Hashable]:
        return Counter(frozenset((n, t.key) for n, t in row.items()) for row in rows if not _has_blank(row))

    if ground(found) != ground(wanted):
        return False
    return _match([row for row in found if _has_blank(row)], [row for row in wanted if _has_blank(row)], {})


def _has_blank(row: Row) -> bool:
    return any(term.kind == "blank" for term in row.values())


def _match(found: Sequence[Row], wanted: Sequence[Row], mapping: dict[str, str]) -> bool:
    """Whether the rows are the same under some extension of ``mapping``, found by trying."""
    if not found:
        return not wanted
    first, *rest = found
    for index, other in enumerate(wanted):
        extended = _matched(first, other, mapping)
        if extended is not None and _match(rest, [*wanted[:index], *wanted[index + 1 :]], extended):
            return True
    return False


def _matched(row: Row, other: Row, mapping: dict[str, str]) -> dict[str, str] | None:
    """``mapping`` with what makes both rows the same, one to one; ``None`` if nothing does."""
    if row.keys() != other.keys():
        return None
    extended = dict(mapping)
    for name, term in row.items():
        wanted = other[name]
        if term.kind == "blank" and wanted.kind == "blank":
            if extended.setdefault(term.value, wanted.value) != wanted.value:
                return None
        elif term.key != wanted.key:
            return None
    return extended if len(set(extended.values())) == len(extended) else None
