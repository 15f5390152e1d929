"""Literals that their datatype does not have: ``"2015-02-30"^^xsd:date`` is valid Turtle, but it is no date.

The lexical forms are those of XML Schema 1.1, part 2. They are written down here because pyoxigraph keeps any text, and
rdflib takes some wrong forms (``1_000`` as an integer) and does not know others (``xsd:gYear``); tests compare with both.
"""

import re
from calendar import isleap
from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyoxigraph as ox

from urbansec.turtle.model import Mistake, PlacedTriple
from urbansec.turtle.suggestions import suggestion
from urbansec.turtle.terms import XSD

_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
_CLOCK = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DATE = rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
_DAYS, _TIMES = r"(?:\d+D)?", r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_INTEGER = r"[+-]?\d+"
_DECIMAL = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"

_FORMS = {
    "boolean": r"true|false|1|0",
    "decimal": _DECIMAL,
    "double": rf"{_DECIMAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "float": rf"{_DECIMAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "date": rf"{_DATE}{_ZONE}",
    "dateTime": rf"{_DATE}T{_CLOCK}{_ZONE}",
    "dateTimeStamp": rf"{_DATE}T{_CLOCK}{_ZONE[:-1]}",
    "time": rf"{_CLOCK}{_ZONE}",
    "gYear": rf"{_YEAR}{_ZONE}",
    "gYearMonth": rf"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}",
    "gMonth": rf"--(?:0[1-9]|1[0-2]){_ZONE}",
    "gMonthDay": rf"--(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01]){_ZONE}",
    "gDay": rf"---(?:0[1-9]|[12]\d|3[01]){_ZONE}",
    "duration": rf"-?P(?=.)(?:\d+Y)?(?:\d+M)?{_DAYS}{_TIMES}",
    "yearMonthDuration": r"-?P(?=.)(?:\d+Y)?(?:\d+M)?",
    "dayTimeDuration": rf"-?P(?=.){_DAYS}{_TIMES}",
    "anyURI": r"[^\x00-\x20<>\"{}|\\^`]*",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){2}(?:[AEIMQUYcgkosw048] ?= ?)|(?:[A-Za-z0-9+/] ?)(?:[AQgw] ?= ?= ?))?",
}
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in (("long", 64), ("int", 32), ("short", 16), ("byte", 8))},
    **{name: (0, 2**bits - 1) for name, bits in (("unsignedLong", 64), ("unsignedInt", 32), ("unsignedShort", 16), ("unsignedByte", 8))},
}
_SHOWN = 60
_MOST_DIGITS = 4000  # more than these Python does not turn into a number, nor can any bounded type hold them
_COMPILED = {name: re.compile(form, re.ASCII) for name, form in {**_FORMS, **dict.fromkeys(_RANGES, _INTEGER)}.items()}
_DAYS_OF = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def ill_typed(triples: Iterable[PlacedTriple]) -> Iterator[Mistake]:
    """A mistake ``ill-typed`` for each object that its datatype does not have."""
    for triple in triples:
        wrong = what_is_wrong(triple.object) if isinstance(triple.object, ox.Literal) else None
        if wrong:
            yield Mistake(triple.object_span, "ill-typed", *wrong)


def what_is_wrong(literal: ox.Literal) -> tuple[str, str] | None:
    """What is wrong with a literal and what to do, as two sentences; ``None`` if it is right or of a datatype that is not known here."""
    datatype = literal.datatype.value
    if not datatype.startswith(XSD) or datatype.endswith("#string"):
        return None
    value, name = literal.value, datatype[len(XSD) :]
    wrong = problem(value, name)
    if not wrong:
        return None
    shown = value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
    return f'"{shown}" is no xsd:{name}{wrong.rstrip()}.', suggestion(value, name, lambda text, kind: problem(text, kind) == "" and is_known(kind))


def is_known(name: str) -> bool:
    """Whether the forms of this datatype of XML Schema are known here."""
    return name in _COMPILED


@lru_cache(4096)
def problem(value: str, name: str) -> str:
    """Why ``value`` is none of the XML Schema datatype ``name``, to be added to a sentence (one blank if there is no more to say); empty if it is one."""
    form = _COMPILED.get(name)
    found = form.fullmatch(value) if form else None
    if form is None:
        return ""
    if found is None:
        return " "
    if name in _RANGES:
        return _out_of_range(value, name)
    return ": there is no such day" if "day" in found.groupdict() and not _exists(found.groupdict()) else ""


def _out_of_range(value: str, name: str) -> str:
    low, high = _RANGES[name]
    if low is None and high is None:
        return ""
    digits = value.lstrip("+-").lstrip("0")
    sign = -1 if value.startswith("-") else 1
    number = sign * int(digits or "0") if len(digits) < _MOST_DIGITS else sign * 10**100
    if (low is None or number >= low) and (high is None or number <= high):
        return ""
    return (
        f": that is from {low} to {high}"
        if low is not None and high is not None
        else f": that is {low} or more"
        if low is not None
        else f": that is {high} or less"
    )


def _exists(parts: dict[str, str]) -> bool:
    month, day = int(parts["month"]), int(parts["day"])
    if month == 2 and day == 29 and parts.get("year"):
        return isleap(int(parts["year"][-4:]) + (int(parts["year"][:-4].lstrip("-") or "0") % 40) * 10000)
    return day <= _DAYS_OF[month]
