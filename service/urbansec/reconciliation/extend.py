"""Values of things that have been matched, as new columns of a table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from urbansec.engine import Engine
from urbansec.errors import ParameterError
from urbansec.namespaces import PREFIXES
from urbansec.queries.table import Cell
from urbansec.reconciliation.properties import Property, properties_of
from urbansec.reconciliation.question import Extension
from urbansec.reconciliation.values import Held, Values, read_values, thing_named
from urbansec.reconciliation.written import Json
from urbansec.search import Index, index_of

MOST_THINGS = 1_000
MOST_PROPERTIES = 50
Rows = dict[str, Mapping[str, list[Json]]]
"""Written values: by the identifier of the thing, by that of the property."""
_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"))
_FLOATS = frozenset(f"{_XSD}{name}" for name in ("decimal", "double", "float"))
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True)
class Setting:
    """What a user may choose for each property that is fetched. ``choices`` are values and what they are called."""

    id: str
    name: str
    type: str
    default: str | int
    help: str
    choices: tuple[tuple[str, str], ...] = ()

    def version_02(self) -> Json:
        """As version 0.2 writes it."""
        return {"name": self.id, "label": self.name, "help_text": self.help, **self._shared()}

    def version_10(self) -> Json:
        """As version 1.0-draft writes it."""
        return {"id": self.id, "name": self.name, "helpText": self.help, **self._shared()}

    def _shared(self) -> Json:
        choices = [{"value": value, "name": name} for value, name in self.choices]
        return {"type": self.type, "default": self.default, **({"choices": choices} if choices else {})}


SETTINGS = (
    Setting("limit", "Values", "number", 0, "How many values of each thing; 0 for all"),
    Setting("language", "Language", "text", "", "Texts and names only in this language, such as de; empty for texts in all and names in English"),
    Setting("dates", "Days as", "select", "text", "Dates that are no whole days are text in any case", (("text", "text"), ("date", "date and time"))),
)


def extend(engine: Engine, asked: Extension, *, languages: Sequence[str] = ()) -> tuple[Json, Rows]:
    """The columns (``meta``) and, by the identifiers as they were given, the values of each thing by property.

    A thing that is not known has no values. Raises :class:`~urbansec.errors.ParameterError` for a property that there is none of, or a setting that
    is not right.
    """
    if len(asked.things) > MOST_THINGS or len(asked.properties) > MOST_PROPERTIES:
        raise ParameterError(f"A request may ask for {MOST_PROPERTIES} properties of {MOST_THINGS} things.", parameter="extend")
    index, properties = index_of(engine), properties_of(engine)
    columns = [_Column(name, properties.get(name), settings, languages) for name, settings in asked.properties]
    known = {given: iri for given in asked.things if (iri := thing_named(given, index)) is not None}
    values = read_values(engine, known.values(), (column.property.iri for column in columns))
    rows: Rows = {given: {column.id: column.cells(values, known.get(given, ""), index) for column in columns} for given in asked.things}
    return {"meta": [column.meta for column in columns]}, rows


def extension_02(meta: Json, rows: Rows) -> Json:
    """A data extension response of version 0.2, where a text has no language."""
    plain = {
        thing: {name: [{key: value for key, value in cell.items() if key != "lang"} for cell in cells] for name, cells in row.items()}
        for thing, row in rows.items()
    }
    return {**meta, "rows": plain}


def extension_10(meta: Json, rows: Rows) -> Json:
    """A data extension response of version 1.0-draft."""
    return {**meta, "rows": [{"id": thing, "properties": [{"id": name, "values": cells} for name, cells in row.items()]} for thing, row in rows.items()]}


class _Column:
    """A property that is fetched, called ``id`` by the client, with its settings."""

    def __init__(self, name: str, prop: Property, settings: Mapping[str, Any], languages: Sequence[str]) -> None:
        self.id = name
        self.property = prop
        self._limit = _whole(settings.get("limit", 0))
        self._language = str(settings.get("language") or "").strip().lower()
        if self._language and not _LANGUAGE.match(self._language):
            raise ParameterError(f"language must be a code of two or three letters, not {self._language[:40]!r}.", parameter="language")
        self._languages = (self._language,) if self._language else tuple(languages)
        self._as_date = settings.get("dates", "text") == "date"

    @property
    def meta(self) -> Json:
        """What heads the column."""
        return {"id": self.id, "name": self.property.label}

    def cells(self, values: Values, thing: str, index: Index) -> list[Json]:
        """The values of one thing, written."""
        held = [each for each in values.get((thing, self.property.iri), ()) if self._is_wanted(each.cell)]
        return [self._cell(each, index) for each in (held[: self._limit] if self._limit else held)]

    def _is_wanted(self, cell: Cell) -> bool:
        language = cell.get("xml:lang", "").partition("-")[0].lower()
        return not self._language or not language or language == self._language

    def _cell(self, held: Held, index: Index) -> Json:
        cell, value = held.cell, held.cell["value"]
        datatype = cell.get("datatype", "")
        if cell["type"] == "uri":
            thing = index.things.get(value)
            return {"str": value} if thing is None else {"id": value, "name": thing.label(self._languages)}
        if datatype in _INTEGERS:
            return {"int": int(value)}
        if datatype in _FLOATS:
            return {"float": float(value)}
        if self._as_date and datatype == f"{_XSD}date" and _DAY.match(value):
            return {"date": f"{value}T00:00:00Z"}
        return {"str": value, **({"lang": cell["xml:lang"]} if "xml:lang" in cell else {})}


def _whole(given: object) -> int:
    """A number of values; clients send it as a number or as the text of one."""
    try:
        number = int(str(given).strip() or "0")
    except ValueError:
        number = -1
    if number < 0:
        raise ParameterError(f"limit must be a whole number, not {str(given)[:40]!r}.", parameter="limit")
    return number
