"""From the literal that somebody wrote to the one they meant: numbers in quotes, decimal commas, dates in local order."""

import re
from datetime import date

import pyoxigraph as ox

from urbansec.validation.explanations.lexical import INTEGERS, day, well_formed
from urbansec.validation.shown import XSD

_FLOATS = (f"{XSD}double", f"{XSD}float")
_TRUE = frozenset(["true", "1", "yes", "y", "ja", "wahr", "oui", "vrai", "t"])
_FALSE = frozenset(["false", "0", "no", "n", "nein", "falsch", "non", "faux", "f"])
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.,'\u2019\s]\d{3})+\Z")
_YEAR_FIRST = re.compile(r"(-?\d{4})[-./\s](\d{1,2})[-./\s](\d{1,2})(?:T.*)?\Z")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-./\s])\s*(\d{1,2})\s*[-./\s]\s*(\d{4})\Z")
_MONTH = re.compile(r"(\d{4})[-./](\d{1,2})(?:-\d{1,2})?\Z")


def meant(literal: ox.Literal, datatype: str) -> ox.Literal | None:
    """The literal of the wanted datatype that says the same; ``None`` if that cannot be told, or if it says so already."""
    written = " ".join(literal.value.split())
    if literal.datatype.value != f"{XSD}string" and _GROUPED.match(written):
        return None  # a number that was written as one: its point or comma parts no thousands
    text = _lexical(written, datatype)
    if text is None or not well_formed(text, datatype):
        return None
    found = ox.Literal(text, datatype=ox.NamedNode(datatype))
    return None if found == literal else found


def ambiguous_date(text: str) -> tuple[date, date] | None:
    """The two days that a date such as ``3/4/2020`` may mean (day first, month first); ``None`` if it means one day or none."""
    found = _YEAR_LAST.match(text.strip())
    if not found or found[2] == ".":
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    days = day(year, second, first), day(year, first, second)
    return (days[0], days[1]) if days[0] and days[1] and days[0] != days[1] else None


def _lexical(text: str, datatype: str) -> str | None:
    """What the text is in the datatype; ``None`` if it is nothing in it."""
    name = datatype.removeprefix(XSD)
    method = {"boolean": _boolean, "date": _date, "dateTime": _date_time, "decimal": _decimal, "gYear": _year, "gYearMonth": _month}.get(name)
    if datatype in INTEGERS:
        method = _integer
    elif datatype in _FLOATS:
        method = _float
    return method(text) if method else text


def _boolean(text: str) -> str | None:
    return "true" if text.casefold() in _TRUE else "false" if text.casefold() in _FALSE else None


def _year(text: str) -> str | None:
    return text[:4] if re.match(r"\d{4}(-\d{2}(-\d{2})?)?\Z", text) else None


def _month(text: str) -> str | None:
    found = _MONTH.match(text)
    return f"{found[1]}-{int(found[2]):02}" if found and 1 <= int(found[2]) <= 12 else None


def _date_time(text: str) -> str | None:
    before, _, clock = text.partition(" ")
    return f"{_date(before)}T{clock}" if clock and _date(before) else text


def _integer(text: str) -> str | None:
    if _GROUPED.match(text):
        return re.sub(r"[^\d+-]", "", text)
    whole = re.match(r"([+-]?\d+)(?:[.,]0*)?\Z", text)
    return whole[1] if whole else None


def _real(text: str) -> str | None:
    """A number with a decimal point; separators of thousands left out."""
    if re.match(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+\Z", text):  # 1.234,56
        text = text.replace(".", "")
    elif re.match(r"[+-]?\d{1,3}(?:[,'\u2019\s]\d{3})+\.\d+\Z", text):  # 1,234.56
        text = re.sub(r"[^\d.+-]", "", text)
    text = text.replace(",", ".")
    return text if re.match(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", text) else None


def _decimal(text: str) -> str | None:
    found = _real(text)
    if found is None or "e" in found.casefold():
        return None
    return found if re.search(r"\.\d", found) else f"{found.rstrip('.')}.0"


def _float(text: str) -> str | None:
    found = _real(text)
    return found if found is None or "e" in found.casefold() else f"{found}e0"


def _date(text: str) -> str | None:
    """The day as year-month-day; only where there is no doubt which number is the month."""
    parts = _YEAR_FIRST.match(text) or _COMPACT.match(text)
    if parts:
        return _iso(day(int(parts[1]), int(parts[2]), int(parts[3])))
    parts = _YEAR_LAST.match(text)
    if not parts or ambiguous_date(text):
        return None
    first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
    return _iso(day(year, second, first) or (None if parts[2] == "." else day(year, first, second)))


def _iso(found: date | None) -> str | None:
    return found.isoformat() if found else None
