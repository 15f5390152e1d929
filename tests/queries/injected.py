"""Queries that take a value of each type, data in which each value has its own rows, and which rows are the right ones.

What is right is told without the code under test: a value of a type has the rows of the things that carry it, any other
text has none, because it is refused. The data hold a secret besides, which no value leads to.
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from tests.queries.hostile import hostile_values
from urbansec.namespaces import PREFIXES

KINDS = ("string", "iri", "member", "lang", "integer", "decimal", "boolean", "date", "enum", "list")
MOST = 10_000
DECOY = "decoy"
MEMBERS = ("https://w3id.org/urbansec/id/forum/efus", "https://w3id.org/urbansec/id/forum/defus")
CHOICES = ("first", "second", '"', "} #", "{{7*7}}", "a'b", "é", "😀", "\\u0022", "?x", "UNDEF", "0", "true", "2020", "日本")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PARAMETERS = {
    "member": "{type: iri, class: 'urb:Forum', required: true}",
    "enum": f"{{type: enum, values: [{', '.join(chr(39) + choice.replace(chr(39), chr(39) * 2) + chr(39) for choice in CHOICES)}], required: true}}",
    "list": "{type: string, list: true, required: true}",
}
_DAYS = ["1987-01-01", "2020-01-01", "2020-02-01", "2020-02-29", "0001-01-01", "9999-12-31", "9999-01-01", "2019-02-28"]
_NUMBERS = ["0", "1", "-1", "2", "7", "42", "2020", "202", "9223372036854775807", "-9223372036854775807", "999999999999999999", "20200229", "123456789"]
_DECIMALS = [*_NUMBERS[:6], "0.1", "0.5", "2020", "999999999999999999", "3.5"]
_TAGS = ["en", "en-gb", "de", "fr", "english", "nil", "undef", "today", "first", "efus", "de-latn-de-1996", "i-klingon", "all", "any"]


@dataclass(frozen=True)
class Row:
    """What a row of an answer holds: the thing found, its value, and what stood beside."""

    thing: str
    value: str
    beside: str


def text_of(kind: str) -> str:
    """The query that takes a value of ``kind``, and a text beside it."""
    parameter = _PARAMETERS.get(kind, f"{{type: {kind}, required: true}}")
    pattern = "?thing <urn:x:lang> ?label . FILTER(LANG(?label) = ?x)" if kind == "lang" else f"?thing <urn:x:{kind}> ?x ."
    return f"""#+ summary: Takes a value of type {kind}
#+ params:
#+   x: {parameter}
#+   beside: {{type: string}}
SELECT ?thing ?x ?beside WHERE {{ VALUES (?beside ?x) {{ (UNDEF UNDEF) }} {pattern} }} ORDER BY ?thing ?x
"""


def write_home(folder: Path) -> Path:
    """A home with the data and the queries, ``take-KIND``."""
    for name in ("ontology/alignments", "ontology/modules", "ontology/vocab", "ontology/rules", "ontology/shapes", "data", "queries/saved"):
        (folder / name).mkdir(parents=True)
        if name.startswith("ontology"):
            (folder / name / "nothing.ttl").write_text("# There is nothing to say.\n", "utf-8")
    (folder / "data" / "things.ttl").write_bytes(ox.serialize(_triples(), format=ox.RdfFormat.TURTLE) or b"")
    for kind in KINDS:
        (folder / "queries" / "saved" / f"take-{kind}.rq").write_text(text_of(kind), "utf-8")
    return folder


def given(kind: str, value: str) -> dict[str, str | list[str]]:
    """The parameters that carry ``value``: as the value, and if it is not long also beside it."""
    beside = {"beside": value} if len(value) <= 1_000 else {}
    return {"x": [value, DECOY] if kind == "list" else value, **beside}


def right(kind: str, value: str, today: date) -> list[Row] | None:
    """The rows for :func:`given`, in their order; ``None`` if the value is to be refused."""
    text, beside = value.strip(), value.strip() if len(value) <= 1_000 else ""
    if kind == "list":
        wanted = [each for each in (text, DECOY) if each]
        found = [row for each in wanted if len(each) <= MOST for row in _things()["string"].get(each, [])]
        return sorted((Row(thing, shown, beside) for thing, shown in found), key=_order) if len(text) <= MOST else None
    key = _meant(kind, text, today)
    if key is None:
        return None
    return [Row(thing, shown, beside) for thing, shown in _things()[kind].get(key, [])]


def _order(row: Row) -> tuple[str, str]:
    return row.thing, row.value


def _meant(kind: str, text: str, today: date) -> str | None:  # noqa: PLR0911 - one way out for each kind
    """The key by which :func:`_things` knows what the text means; ``None`` if it means nothing."""
    if not text or len(text) > MOST:
        return None
    match kind:
        case "string":
            return text
        case "iri":
            return iri(text)
        case "member":
            meant = iri(text)
            return meant if meant in MEMBERS else None
        case "lang":
            return text.lower() if re.fullmatch("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", text) else None
        case "integer":
            return str(int(text)) if re.fullmatch("[+-]?[0-9]{1,30}", text) and abs(int(text)) < 2**63 else None
        case "decimal":
            if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text):
                return None
            whole, _, part = text.strip("+-").partition(".")
            return str(Fraction(Decimal(text))) if len(whole.lstrip("0")) <= 18 and len(part.rstrip("0")) <= 18 else None
        case "boolean":
            return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(text.lower())
        case "enum":
            return text if text in CHOICES else None
    return _day(text, today)


def _day(text: str, today: date) -> str | None:
    if text == "today":
        return today.isoformat()
    match = re.fullmatch("([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", text)
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    fits = year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return f"{year:04}-{month:02}-{day:02}" if fits else None


def iri(text: str) -> str | None:
    """The IRI that ``text`` is or abbreviates; ``None`` if it is none."""
    prefix, _, local = text.partition(":")
    full = PREFIXES[prefix] + local if prefix in PREFIXES and not local.startswith("//") and ":" in text else text
    if re.search(r'[\x00-\x20<>"{}|\\^`]', full) or not ("://" in full or full.startswith("urn:")):
        return None
    try:
        ox.NamedNode(full)  # what else RFC 3987 says of ports, percent signs and characters
    except ValueError:
        return None
    return full


@cache
def _things() -> Mapping[str, Mapping[str, list[tuple[str, str]]]]:
    """By kind and meaning: the things, and the value as an answer shows it."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {kind: defaultdict(list) for kind in KINDS}
    for kind, predicate, thing, term in _facts():
        if kind == "lang" and isinstance(term, ox.Literal) and term.language:
            found[kind][term.language].append((thing, term.language))
        elif predicate:
            key = str(Fraction(Decimal(term.value))) if kind == "decimal" else term.value
            found[kind][key].append((thing, term.value))
    return found


def _facts() -> list[tuple[str, str, str, ox.NamedNode | ox.Literal]]:
    """Kind, predicate, thing and value of every fact but the secret."""
    texts = dict.fromkeys([DECOY, *(value.strip() for value in hostile_values() if 0 < len(value.strip()) <= MOST)])
    iris = dict.fromkeys([*filter(None, map(iri, texts)), *MEMBERS, "urn:x:secret-not"])
    terms: dict[str, list[ox.NamedNode | ox.Literal]] = {
        "string": [ox.Literal(text) for text in texts],
        "iri": [ox.NamedNode(text) for text in iris],
        "member": [ox.NamedNode(text) for text in iris],
        "lang": [ox.Literal("label", language=tag) for tag in _TAGS],
        "integer": [ox.Literal(number, datatype=ox.NamedNode(f"{_XSD}integer")) for number in _NUMBERS],
        "decimal": [ox.Literal(number, datatype=ox.NamedNode(f"{_XSD}decimal")) for number in _DECIMALS],
        "boolean": [ox.Literal(word, datatype=ox.NamedNode(f"{_XSD}boolean")) for word in ("true", "false")],
        "date": [ox.Literal(day, datatype=ox.NamedNode(f"{_XSD}date")) for day in _DAYS],
        "enum": [ox.Literal(choice) for choice in CHOICES],
    }
    return [(kind, f"urn:x:{kind}", f"urn:x:{kind}:{number:04}", term) for kind, values in terms.items() for number, term in enumerate(values)]


def _triples() -> list[ox.Triple]:
    facts = [ox.Triple(ox.NamedNode(thing), ox.NamedNode(predicate), term) for _, predicate, thing, term in _facts()]
    strings = [ox.Triple(each.subject, ox.NamedNode("urn:x:list"), each.object) for each in facts if each.predicate.value == "urn:x:string"]
    classes = [ox.Triple(ox.NamedNode(member), ox.NamedNode(f"{PREFIXES['rdf']}type"), ox.NamedNode(f"{PREFIXES['urb']}Forum")) for member in MEMBERS]
    secret = ox.NamedNode("urn:x:secret")
    return [*facts, *strings, *classes, ox.Triple(secret, secret, secret)]
