"""The values that things have for properties, and whether one is what a table says."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from urbansec.engine import Engine, Request
from urbansec.namespaces import ID, PREFIXES, expand
from urbansec.queries.table import JSON, Cell, read_table
from urbansec.reconciliation.question import Value
from urbansec.search import Index
from urbansec.search.fold import spellings

_PREFIXES = f"PREFIX skos: <{PREFIXES['skos']}>"
_DATE = re.compile(r"-?\d{4}(-\d\d){0,2}\Z")
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?(e[+-]?\d{1,3})?\Z")
_AT_A_TIME = 1_000


@dataclass
class Held:
    """A value that a thing has. ``codes`` are notations of it if it is a concept."""

    cell: Cell
    codes: list[str] = field(default_factory=list)


Values = Mapping[tuple[str, str], Sequence[Held]]
"""By thing and property, both as IRIs."""


def read_values(engine: Engine, things: Iterable[str], properties: Iterable[str]) -> Values:
    """What ``things`` have for ``properties``; what is no IRI has nothing. One query for a thousand things."""
    wanted, columns = [*dict.fromkeys(things)], " ".join(str(ox.NamedNode(iri)) for iri in dict.fromkeys(properties))
    found: dict[tuple[str, str], dict[str, Held]] = defaultdict(dict)
    for start in range(0, len(wanted) if columns else 0, _AT_A_TIME):
        rows = " ".join(filter(None, map(_term, wanted[start : start + _AT_A_TIME])))
        text = f"""{_PREFIXES} SELECT DISTINCT ?thing ?property ?value ?code WHERE {{
            VALUES ?property {{ {columns} }} VALUES ?thing {{ {rows} }}
            ?thing ?property ?value . OPTIONAL {{ ?value skos:notation ?code }} }} ORDER BY ?thing ?property ?value ?code"""
        for row in read_table(engine.execute(Request(text), JSON).content).rows:
            key, cell = (row["thing"]["value"], row["property"]["value"]), row["value"]
            held = found[key].setdefault(repr(sorted(cell.items())), Held(cell))
            if "code" in row:
                held.codes.append(row["code"]["value"])
    return {key: tuple(values.values()) for key, values in found.items()}


def things_with(engine: Engine, property_iri: str) -> Sequence[str]:
    """All things that have a value for the property."""
    text = f"SELECT DISTINCT ?thing WHERE {{ ?thing {ox.NamedNode(property_iri)} ?value FILTER(isIRI(?thing)) }} ORDER BY ?thing"
    return [row["thing"]["value"] for row in read_table(engine.execute(Request(text), JSON).content).rows]


def is_value(held: Held, wanted: Value, index: Index) -> bool:
    """Whether ``wanted`` means the value: its IRI, one of its names or codes, the same number, a date in the year or month that is given."""
    value = held.cell["value"]
    if isinstance(wanted, bool):
        return value.lower() == str(wanted).lower()
    if isinstance(wanted, int | float):
        return _same_number(value, str(wanted))
    typed = wanted.strip()
    if held.cell["type"] == "uri":
        return bool(typed) and _is_thing(value, typed, held.codes, index)
    return bool(typed) and (_same_number(value, typed) or _same_date(value, typed) or _same_text(typed, (value,)))


def _is_thing(iri: str, typed: str, codes: Sequence[str], index: Index) -> bool:
    if typed in (iri, *codes) or expand(typed) == iri or iri.rstrip("/").endswith(f"/{typed}"):
        return True
    thing = index.things.get(iri)
    return _same_text(typed, (*codes, *(name.text for name in (thing.names if thing else ()))))


def _same_number(value: str, typed: str) -> bool:
    return bool(_NUMBER.match(value) and _NUMBER.match(typed)) and math.isclose(float(value), float(typed), rel_tol=1e-9, abs_tol=1e-9)


def _same_date(value: str, typed: str) -> bool:
    return bool(_DATE.match(value) and _DATE.match(typed)) and (value.startswith(typed) or typed.startswith(value))


def _same_text(typed: str, texts: Iterable[str]) -> bool:
    wanted = set(spellings(typed))
    return any(not wanted.isdisjoint(spellings(text)) for text in texts)


def thing_named(text: str, index: Index) -> str | None:
    """The thing whose identifier ``text`` is: its IRI, ``id:city/essen``, or ``city/essen``."""
    typed = text.strip()
    for iri in (typed, expand(typed) or "", f"{ID}{typed}"):
        if iri in index.things:
            return iri
    return None


def _term(iri: str) -> str:
    try:
        return str(ox.NamedNode(iri))
    except ValueError:
        return ""
