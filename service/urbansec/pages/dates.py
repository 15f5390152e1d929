"""Days, also partial ones, and numbers as a reader of a language writes them."""

import re
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

_PARTIAL = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?\Z")


def day(text: str, language: str) -> str:
    """``2010-05-10`` as ``10 May 2010``, ``2023-06`` as ``June 2023``, ``2015`` as it is; what is no date stays as it is.

    >>> day("2010-05-10", "de")
    '10. Mai 2010'
    """
    found = _PARTIAL.match(text)
    if found is None or found["month"] is None:
        return text
    try:
        meant = date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return text
    locale = "en_GB" if language == "en" else language
    return format_date(meant, "long", locale) if found["day"] else format_skeleton("yMMMM", meant, locale=locale)


def number(value: float | Decimal | str, language: str) -> str:
    """A number with its groups of digits and decimal sign; a text that is no number stays as it is.

    >>> number(12345.5, "de")
    '12.345,5'
    """
    try:
        return format_decimal(value if not isinstance(value, str) else Decimal(value), locale=language)
    except ArithmeticError:
        return str(value)
