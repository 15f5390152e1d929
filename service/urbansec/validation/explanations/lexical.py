"""Whether a text is in the lexical space of an XML Schema datatype."""

import re
from datetime import date

from urbansec.validation.shown import XSD

_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
_DAY = rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_SHAPES = {
    "boolean": "true|false|1|0",
    "decimal": r"[+-]?(?:\d+\.?\d*|\.\d+)",
    "integer": r"[+-]?\d+",
    "double": r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "date": rf"{_DAY}{_ZONE}",
    "dateTime": rf"{_DAY}T{_CLOCK}{_ZONE}",
    "dateTimeStamp": rf"{_DAY}T{_CLOCK}(?:Z|[+-]\d\d:\d\d)",
    "time": f"{_CLOCK}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}",
    "gYearMonth": rf"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}",
    "gMonth": rf"--(?:0[1-9]|1[0-2]){_ZONE}",
    "gDay": rf"---(?:0[1-9]|[12]\d|3[01]){_ZONE}",
    "gMonthDay": rf"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]){_ZONE}",
    "duration": r"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "anyURI": r"[^\s<>\"{}|\\^`]*",
}
_SHAPES["float"] = _SHAPES["double"]
_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_COMPILED = {name: re.compile(rf"(?:{shape})\Z", re.ASCII) for name, shape in _SHAPES.items()}
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
INTEGERS = frozenset(f"{XSD}{name}" for name in ("integer", *_BOUNDS))


def well_formed(text: str, datatype: str) -> bool:
    """Whether the text is a value of the datatype; of one that is not of XML Schema, and of texts, it is."""
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if name in _BOUNDS:
        low, high = _BOUNDS[name]
        return bool(_COMPILED["integer"].match(text)) and (low is None or int(text) >= low) and (high is None or int(text) <= high)
    if name in _COMPILED and not _COMPILED[name].match(text):
        return False
    return not (name.startswith("date") and impossible_day(text))


def impossible_day(text: str) -> bool:
    """Whether the text begins like a date, of a day that no calendar has."""
    found = _DATE.match(text)
    return found is not None and day(int(found[1]), int(found[2]), int(found[3])) is None


def day(year: int, month: int, number: int) -> date | None:
    """The day; ``None`` if there is none such."""
    try:
        return date(year, month, number)
    except ValueError:
        return None
