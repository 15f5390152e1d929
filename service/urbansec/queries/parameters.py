"""Values that people type become RDF terms, or an error that names the parameter."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pyoxigraph as ox

from urbansec.errors import ParameterError
from urbansec.namespaces import PREFIXES, expand
from urbansec.queries.header import Header, Parameter

Given = Mapping[str, str | Sequence[str]]
"""Values as people type them; several for a list."""
Values = Mapping[str, tuple[ox.NamedNode | ox.Literal, ...]]
"""The terms of each parameter; an empty tuple for one without a value."""
_XSD = PREFIXES["xsd"]
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
TODAY = "today"


def resolve(header: Header, given: Given, *, today: date | None = None) -> Values:
    """The RDF terms for every parameter of ``header``, in its order; none for an optional one without a value.

    ``given`` holds values as typed; an empty string counts as not given. ``today`` is what the word stands for,
    by default the current day. Raises :class:`ParameterError` for a name that the query does not have, a value
    of the wrong type, or a required value that is missing.
    """
    for name in given:
        if name not in header.params:
            known = ", ".join(header.params) or "none"
            near = difflib.get_close_matches(name, header.params, n=3)
            raise ParameterError(f"This query has no parameter {name}; it has: {known}.", parameter=name, near=near)
    values: dict[str, tuple[ox.NamedNode | ox.Literal, ...]] = {}
    for name, parameter in header.params.items():
        typed = given.get(name, ())
        texts = [text.strip() for text in ([typed] if isinstance(typed, str) else typed) if text.strip()] or ([parameter.default] if parameter.default else [])
        if len(texts) > 1:
            raise ParameterError(f"The parameter {name} takes one value, not {len(texts)}.", parameter=name)
        if texts:
            values[name] = tuple(_term(name, parameter, text, today or date.today()) for text in texts)
        elif parameter.required:
            raise ParameterError(f"The parameter {name} needs a value. {parameter.description}".strip(), parameter=name)
        else:
            values[name] = ()
    return values


def _term(name: str, parameter: Parameter, text: str, today: date) -> ox.NamedNode | ox.Literal:
    def wrong(wanted: str, near: list[str] | None = None) -> ParameterError:
        shown = text if len(text) <= 60 else f"{text[:60]}…"
        return ParameterError(f"{name} must be {wanted}, not {shown!r}.", parameter=name, near=near or ())

    if parameter.type == "enum":
        if text not in parameter.values:
            raise wrong(f"one of {', '.join(parameter.values)}", difflib.get_close_matches(text, parameter.values, n=1))
        return ox.Literal(text)
    converter, wanted = _CONVERTERS[parameter.type]
    try:
        return converter(today.isoformat() if parameter.type == "date" and text == TODAY else text)
    except ValueError:
        raise wrong(wanted) from None


def _iri(text: str) -> ox.NamedNode:
    iri = expand(text) or text
    if "://" not in iri and not iri.startswith("urn:"):
        raise ValueError(text)
    return ox.NamedNode(iri)


def _integer(text: str) -> ox.Literal:
    if not _INTEGER.match(text):
        raise ValueError(text)
    return ox.Literal(text, datatype=ox.NamedNode(f"{_XSD}integer"))


def _decimal(text: str) -> ox.Literal:
    if not _DECIMAL.match(text):
        raise ValueError(text)
    return ox.Literal(text, datatype=ox.NamedNode(f"{_XSD}decimal"))


def _boolean(text: str) -> ox.Literal:
    if text.lower() not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return ox.Literal("true" if text.lower() in ("true", "1") else "false", datatype=ox.NamedNode(f"{_XSD}boolean"))


def _date(text: str) -> ox.Literal:
    if not _DAY.match(text):
        raise ValueError(text)
    return ox.Literal(date.fromisoformat(text).isoformat(), datatype=ox.NamedNode(f"{_XSD}date"))


def _language(text: str) -> ox.Literal:
    if not _LANGUAGE.match(text):
        raise ValueError(text)
    return ox.Literal(text.lower())


_CONVERTERS: Mapping[str, tuple[Callable[[str], ox.NamedNode | ox.Literal], str]] = {
    "iri": (_iri, "an IRI, in full or with a known prefix such as id:forum/efus"),
    "string": (ox.Literal, "text"),
    "integer": (_integer, "a whole number"),
    "decimal": (_decimal, "a number such as 4.5"),
    "boolean": (_boolean, "true or false"),
    "date": (_date, "a day such as 2020-09-28, or today"),
    "lang": (_language, "a language tag such as de"),
}
