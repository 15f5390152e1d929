"""Values as a reader sees them, each with what the data say to the letter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.pages.dates import number
from urbansec.pages.things.notes import Passage
from urbansec.pages.things.reader import Name, Reader
from urbansec.queries.description.asking import Value

_XSD = PREFIXES["xsd"]
_DATES = frozenset(f"{_XSD}{name}" for name in ("date", "gYear", "gYearMonth"))
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z", re.ASCII)
_WHOLE = re.compile(r"-?[1-9]\d{4,17}\Z", re.ASCII)
_DEEPEST, _MOST = 3, 60


@dataclass(frozen=True)
class Shown:
    """A value: ``kind`` tells how it is written, ``exact`` is what the data hold, ``tongues`` the languages it is told to be in."""

    kind: str
    text: str
    exact: str = ""
    language: str = ""
    tongues: tuple[str, ...] = ()
    parts: tuple["Line", ...] = ()
    marks: tuple[Passage, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Line:
    """A property and its values; ``more`` tells how many are not shown, and ``query`` finds all."""

    property: str
    name: Name
    values: tuple[Shown, ...]
    more: int = 0
    query: str = ""


class Values:
    """Makes terms of the data readable."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def shown(self, value: Value, depth: int = 0) -> Shown:
        """A term in the language of the page; a blank node as what is said of it."""
        if isinstance(value, ox.NamedNode):
            name = self._reader.name(value.value)
            return Shown("thing", name.text if self._reader.named(value.value) else "", value.value, name.language)
        if isinstance(value, ox.BlankNode):
            return Shown("node", "", value.value, parts=self._parts(value.value, depth))
        return self._literal(value)

    def _literal(self, value: ox.Literal) -> Shown:
        if value.language:
            own = value.language.partition("-")[0].lower() == self._reader.language
            tongues = () if own else (self._reader.language_name(value.language),)
            return Shown("text", value.value, value.value, "" if own else value.language, tongues)
        if value.datatype.value in _DATES and _DATE.match(value.value):
            return Shown("time", self._reader.day(value.value), value.value)
        if value.datatype.value == f"{_XSD}integer" and _WHOLE.match(value.value):
            return Shown("number", number(value.value, self._reader.language), value.value)
        return Shown("text", value.value, value.value)

    def _parts(self, node: str, depth: int) -> tuple[Line, ...]:
        about: Mapping[str, object] = self._reader.near.facts.get(node, {})
        if depth >= _DEEPEST:
            return ()
        found = []
        for name in sorted(about)[:_MOST]:
            values = sorted(self._reader.near.facts[node][name], key=str)
            found.append(Line(name, self._reader.name(name), tuple(self.shown(value, depth + 1) for value in values[:_MOST]), max(0, len(values) - _MOST)))
        return tuple(found)


def together(values: list[Shown]) -> list[Shown]:
    """Texts that are the same in several languages as one, in the order in which they come first."""
    found: dict[tuple[object, ...], Shown] = {}
    for value in values:
        key = (value.kind, value.text, value.exact, value.marks, value.rule) if value.kind == "text" else (value.kind, value.exact, value.rule)
        known = found.get(key)
        if known is None:
            found[key] = value
        else:
            own = not known.language or not value.language
            tongues = tuple(dict.fromkeys((*known.tongues, *value.tongues)))
            found[key] = replace(known, language="" if own else known.language, tongues=tongues)
    return list(found.values())
