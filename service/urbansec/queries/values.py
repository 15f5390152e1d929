"""One value that somebody typed becomes one RDF term, by the type of its parameter."""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from urbansec.letters import spelled_like
from urbansec.namespaces import PREFIXES, expand
from urbansec.queries.language import Parameter

Term = ox.NamedNode | ox.Literal
TODAY = "today"
MOST_CHARACTERS = 10_000
_XSD = PREFIXES["xsd"]
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_INTEGER = re.compile(r"[+-]?[0-9]{1,40}\Z")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})\Z")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_SHOWN = 60
# What engines compute with exactly: whole numbers of 64 bits, 18 digits on either side of the point.
_GREATEST_INTEGER = 2**63 - 1
_DIGITS = 18


class UnfitError(ValueError):
    """A value is not what its parameter takes: ``wanted`` says what that is, ``near`` what might have been meant."""

    def __init__(self, wanted: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(wanted)
        self.wanted, self.near = wanted, near


def shown(text: str) -> str:
    """A text that somebody typed, quoted for a message: cut if it is long, and without what a terminal would obey."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def term(parameter: Parameter, text: str, *, today: date) -> Term:
    """The term for ``text``; ``today`` is what that word stands for. Raises :class:`UnfitError` if it does not fit."""
    if len(text) > MOST_CHARACTERS:
        raise UnfitError(f"at most {MOST_CHARACTERS:,} characters long")
    if parameter.type == "enum":
        if text not in parameter.values:
            near = spelled_like(text, parameter.values, most=1)
            raise UnfitError(f"one of {', '.join(parameter.values)}", tuple(near))
        return ox.Literal(text)
    if parameter.type == "date":
        return _date(parameter, today.isoformat() if text == TODAY else text, today)
    converter, wanted = _CONVERTERS[parameter.type]
    try:
        found = converter(text)
    except (ValueError, InvalidOperation):
        raise UnfitError(wanted) from None
    if parameter.minimum is not None or parameter.maximum is not None:
        number = Decimal(found.value)
        if not _bound(parameter.minimum, number) <= number <= _bound(parameter.maximum, number):
            raise UnfitError(f"{wanted}{_range(parameter)}")
    return found


def _bound(text: str | None, otherwise: Decimal) -> Decimal:
    return otherwise if text is None else Decimal(text)


def _range(parameter: Parameter) -> str:
    parts = [f"{word} {bound}" for word, bound in (("from", parameter.minimum), ("to", parameter.maximum)) if bound is not None]
    return f", {' '.join(parts)}"


def _date(parameter: Parameter, text: str, today: date) -> ox.Literal:
    """A day as ``xsd:date``. What a year or a month becomes is said by the parameter, because days are what is compared."""
    whole = parameter.partial == "refused"
    wanted = "a day such as 2020-09-28, or today" if whole else "a day such as 2020-09-28, a month such as 2020-09, a year such as 2020, or today"
    match = _DATE.match(text)
    try:
        first, last = days(text)
    except ValueError:
        raise UnfitError(wanted) from None
    if match is None or (whole and match[3] is None):
        raise UnfitError(wanted)
    if parameter.partial != "kept":
        first = last = last if parameter.partial == "last" else first
    if not (_least(parameter, today) <= last and first <= _greatest(parameter, today)):
        raise UnfitError(f"{wanted}{_range(parameter)}")
    if parameter.partial == "kept" and match[3] is None:
        return ox.Literal(text, datatype=ox.NamedNode(f"{_XSD}{'gYear' if match[2] is None else 'gYearMonth'}"))
    return ox.Literal(first.isoformat(), datatype=ox.NamedNode(f"{_XSD}date"))


def _least(parameter: Parameter, today: date) -> date:
    return date.min if parameter.minimum is None else today if parameter.minimum == TODAY else days(parameter.minimum)[0]


def _greatest(parameter: Parameter, today: date) -> date:
    return date.max if parameter.maximum is None else today if parameter.maximum == TODAY else days(parameter.maximum)[1]


def days(text: str) -> tuple[date, date]:
    """The first and the last day of a year (``2020``), a month (``2020-09``) or a day; ``ValueError`` for any other text."""
    match = _DATE.match(text)
    if match is None:
        raise ValueError(text)
    year, first_month, last_month = int(match[1]), int(match[2] or 1), int(match[2] or 12)
    last_day = int(match[3]) if match[3] else calendar.monthrange(year, last_month)[1] if 1 <= last_month <= 12 else 0
    return date(year, first_month, int(match[3] or 1)), date(year, last_month, last_day)


def _iri(text: str) -> ox.NamedNode:
    iri = expand(text) or text
    if "://" not in iri and not iri.startswith("urn:"):
        raise ValueError(text)
    return ox.NamedNode(iri)


def _integer(text: str) -> ox.Literal:
    """The shortest way to write the number, because a graph matches terms, not numbers."""
    if not _INTEGER.match(text) or abs(int(text)) > _GREATEST_INTEGER:
        raise ValueError(text)
    return ox.Literal(str(int(text)), datatype=ox.NamedNode(f"{_XSD}integer"))


def _decimal(text: str) -> ox.Literal:
    if not _DECIMAL.match(text):
        raise ValueError(text)
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    if len(whole) > _DIGITS or len(fraction) > _DIGITS:
        raise ValueError(text)
    sign = "-" if text.startswith("-") and (whole or fraction) else ""
    return ox.Literal(f"{sign}{whole or '0'}{'.' if fraction else ''}{fraction}", datatype=ox.NamedNode(f"{_XSD}decimal"))


def _boolean(text: str) -> ox.Literal:
    if text.lower() not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return ox.Literal("true" if text.lower() in ("true", "1") else "false", datatype=ox.NamedNode(f"{_XSD}boolean"))


def _language(text: str) -> ox.Literal:
    if not _LANGUAGE.match(text):
        raise ValueError(text)
    return ox.Literal(text.lower())


_CONVERTERS: Mapping[str, tuple[Callable[[str], Term], str]] = {
    "iri": (_iri, "an IRI, in full or with a known prefix such as id:forum/efus"),
    "string": (ox.Literal, "text"),
    "integer": (_integer, "a whole number of at most 64 bits"),
    "decimal": (_decimal, f"a number such as 4.5, with at most {_DIGITS} digits before and behind the point"),
    "boolean": (_boolean, "true or false"),
    "lang": (_language, "a language tag such as de"),
}
