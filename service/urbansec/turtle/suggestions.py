"""What to write instead of a text that its datatype does not have: the forms in which people write dates, numbers and truth values."""

import re
from collections.abc import Callable

Judge = Callable[[str, str], bool]
_BOUNDED = frozenset(
    (
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "long",
        "int",
        "short",
        "byte",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DAY = re.compile(r"(?:-?[0-9]{4,}|-)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])")
_EXAMPLES = {
    "boolean": "true",
    "date": "2020-03-15",
    "dateTime": "2020-03-15T09:30:00",
    "dateTimeStamp": "2020-03-15T09:30:00Z",
    "time": "09:30:00",
    "gYear": "2020",
    "gYearMonth": "2020-03",
    "gMonth": "--03",
    "gMonthDay": "--03-15",
    "gDay": "---15",
    "duration": "P1Y6M",
    "yearMonthDuration": "P1Y6M",
    "dayTimeDuration": "P1DT12H",
    "decimal": "12.5",
    "double": "1.25e1",
    "float": "1.25e1",
    "anyURI": "http://example.org/a",
    "language": "de",
    "hexBinary": "0FB7",
    "base64Binary": "VXJiYW4=",
}


def suggestion(value: str, name: str, is_right: Judge) -> str:
    """What to write instead of ``value``, as a sentence; ``is_right`` judges whether a text is one of a datatype."""
    bare = value.strip()
    if bare != value and is_right(bare, name):
        return f'Take the blanks out: "{bare}".'
    if _INTEGER.match(value) and name in _BOUNDED:
        return "Check the number, or use xsd:integer, which has no bounds."
    right = next((answer for guess in _GUESSES if (answer := guess(bare, name, is_right))), "")
    if not right and _DAY.match(value) and name in ("date", "dateTime", "dateTimeStamp", "gMonthDay"):
        return "Check day and month; 29 February is there only in leap years."
    example = _EXAMPLES.get(name, "12")
    return f"Write {right}." if right else f'For example "{example}"^^xsd:{name}.'


def _other_type(value: str, name: str, is_right: Judge) -> str:
    """The value is right for a datatype of the same family."""
    families = (
        ("date", "dateTime", "gYear", "gYearMonth", "time", "gMonthDay"),
        ("integer", "decimal", "double"),
    )
    mine = next((family for family in families if name in family or (name in _BOUNDED and "integer" in family)), ())
    other = next((kind for kind in mine if kind != name and is_right(value, kind)), None)
    return f'"{value}"^^xsd:{other}' if other else ""


def _date(value: str, name: str, is_right: Judge) -> str:
    """Dates and times as people write them."""
    if name not in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth"):
        return ""
    found = re.match(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})(?P<rest>.*)\Z", value) or re.match(
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?P<rest>.*)\Z", value
    )
    if found is None:
        return ""
    day = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    clock = re.match(r"[T ,]*(\d{1,2}):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?\Z", found["rest"])
    if clock and name.startswith("dateTime"):
        zone = clock[4] or ("Z" if name == "dateTimeStamp" else "")
        day = f"{day}T{int(clock[1]):02}:{clock[2]}:{clock[3] or '00'}{zone}"
    elif found["rest"] and not clock:
        return ""
    kind = name if name.startswith("dateTime") and clock else "date"
    return f'"{day}"^^xsd:{kind}' if is_right(day, kind) else ""


def _number(value: str, name: str, is_right: Judge) -> str:
    """Numbers with a comma, with spaces or with an apostrophe."""
    if name not in ("decimal", "double", "float") and name not in _BOUNDED and name != "integer":
        return ""
    plain = re.sub(r"[\s'\u2019\u00a0\u202f]", "", value)
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", plain):  # 1.234,5
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+|,\d{3})", plain):  # 1,234.5
        plain = plain.replace(",", "")
    elif re.fullmatch(r"[+-]?\d+,(?:\d{1,2}|\d{4,})", plain):  # 1,5; but 1,234 can be either
        plain = plain.replace(",", ".")
    kind = next((kind for kind in (name, "decimal") if plain != value and is_right(plain, kind)), "")
    return f'"{plain}"^^xsd:{kind}' if kind else ""


def _boolean(value: str, name: str, _: Judge) -> str:
    words = {"yes": "true", "ja": "true", "oui": "true", "no": "false", "nein": "false", "non": "false", "true": "true", "false": "false"}
    return words.get(value.lower(), "") if name == "boolean" else ""


def _uri(value: str, name: str, is_right: Judge) -> str:
    return f'"{value.replace(" ", "%20")}"' if name == "anyURI" and is_right(value.replace(" ", "%20"), name) else ""


_GUESSES: tuple[Callable[[str, str, Judge], str], ...] = (_other_type, _date, _number, _boolean, _uri)
