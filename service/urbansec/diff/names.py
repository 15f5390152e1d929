"""How people call things: labels, dates and numbers in words."""

import re
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from urbansec.diff.blank import Nested
from urbansec.diff.content import Content
from urbansec.namespaces import ID, PREFIXES, URB

_LABELS = (
    f"{PREFIXES['skos']}prefLabel",
    f"{PREFIXES['rdfs']}label",
    f"{PREFIXES['schema']}name",
    "http://schema.org/name",
    f"{PREFIXES['foaf']}name",
    f"{PREFIXES['dcterms']}title",
    "http://purl.org/dc/elements/1.1/title",
)
_ABBREVIATION = f"{URB}abbreviation"
_XSD = PREFIXES["xsd"]
_TYPE = f"{PREFIXES['rdf']}type"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_PLAIN = re.compile(r"[\w.-]+\Z")
_DATE = re.compile(r"(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?\Z")
_LONG = 240
OUR_WORDS = {
    f"{PREFIXES[prefix]}{name}": words
    for prefix, name, words in (
        *(("skos", "prefLabel", "name"), ("skos", "altLabel", "other name"), ("skos", "note", "note"), ("skos", "definition", "definition")),
        *(("dcterms", "title", "title"), ("dcterms", "issued", "date of issue"), ("dcterms", "publisher", "publisher"), ("foaf", "homepage", "home page")),
        *(("schema", "url", "address"), ("schema", "inLanguage", "language"), ("wgs", "lat", "latitude"), ("wgs", "long", "longitude")),
    )
}
"""What the data of this project call properties of other vocabularies, which are not loaded."""


class Names:
    """Names from several contents; the first that has a label for a thing decides."""

    def __init__(self, contents: Sequence[Content], words: Mapping[str, str] | None = None) -> None:
        """``words`` are for properties without a label."""
        self._contents = contents
        self._words = words or {}
        self._cache: dict[str, str | None] = {}
        self._prefixes: list[tuple[str, str]] = []
        for prefixes in (*(content.prefixes for content in contents), PREFIXES):
            known = {name for name, _ in self._prefixes}
            self._prefixes += [(name, namespace) for name, namespace in prefixes.items() if name not in known]
        self._prefixes.sort(key=lambda pair: -len(pair[1]))

    def first(self, subject: str, predicate: str) -> object | None:
        """A value of a property, on the first side that has one."""
        return next((value for content in self._contents for value in content.values(subject, predicate)), None)

    def label(self, iri: str) -> str | None:
        """The abbreviation that is known best, or the label: English, without language, or in the first language there is."""
        if iri not in self._cache:
            self._cache[iri] = self._found(iri)
        return self._cache[iri]

    def _found(self, iri: str) -> str | None:
        for content in self._contents:
            short = [value.value for value in content.values(iri, _ABBREVIATION) if isinstance(value, ox.Literal)]
            slug = iri.rpartition("/")[2]
            known = short if len(short) == 1 else [text for text in short if text.casefold() == slug]
            if known:
                return known[0]
            for predicate in _LABELS:
                texts = [value for value in content.values(iri, predicate) if isinstance(value, ox.Literal) and value.value.strip()]
                if texts:
                    best = min(texts, key=lambda text: (_language_rank(text.language), text.language or "", text.value))
                    return " ".join(best.value.split())
        return None

    def curie(self, iri: str) -> str:
        """The IRI with a prefix; one for each kind of our things (``source:seed3``)."""
        if iri.startswith(ID):
            kind, _, slug = iri.removeprefix(ID).partition("/")
            if slug and _PLAIN.match(slug):
                return f"{kind.replace('-', '')}:{slug}"
        for prefix, namespace in self._prefixes:
            if namespace and iri.startswith(namespace) and _PLAIN.match(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def thing(self, iri: str) -> str:
        """A resource: its label, or its IRI with a prefix."""
        return self.label(iri) or self.curie(iri)

    def term(self, iri: str) -> str:
        """A property or class: in words if it is ours or carries a label, else with its prefix."""
        label = self.label(iri) or self._words.get(iri)
        if label is not None:
            return label
        if iri == _TYPE:
            return "type"
        return _words(iri.removeprefix(URB)) if iri.startswith(URB) else self.curie(iri)

    def value(self, value: object) -> str:
        """A value: things by name, numbers with separators, dates as they are, texts in quotes, cut if they are long."""
        match value:
            case ox.NamedNode():
                return self.thing(value.value)
            case ox.Literal():
                return self._literal(value)
            case tuple():
                return f"({' '.join(self.value(member) for member in value)})"
            case Nested():
                return self.nested(value)
            case ox.BlankNode():
                return "[…]"
            case ox.Triple():
                return f"<<( {self.value(value.subject)} {self.term(value.predicate.value)} {self.value(value.object)} )>>"
        raise TypeError(f"{value!r} is no value")

    def path(self, predicates: Sequence[str]) -> str:
        """A path into a nested node."""
        return " / ".join(self.term(predicate) for predicate in predicates)

    def nested(self, node: Nested) -> str:
        """A nameless thing by its statements, a list by its members."""
        if node.members is not None:
            return self.value(node.members)
        facts = [f"{self.path(path)} {self.value(value)}" for path, value in node.facts]
        return _cut(f"[{'; '.join(sorted(facts))}]") if facts else "[]"

    def _literal(self, literal: ox.Literal) -> str:
        datatype = literal.datatype.value.removeprefix(_XSD)
        if literal.language:
            return f"“{_cut(literal.value)}” ({literal.language})"
        if datatype == "string":
            return f"“{_cut(literal.value)}”"
        if datatype == "integer" and re.fullmatch(r"-?\d{5,}|-?[1-9]\d{3}", literal.value):
            return f"{int(literal.value):,}"
        if datatype in ("gYear", "gYearMonth", "date", "integer", "decimal", "double", "boolean", "dateTime"):
            return literal.value
        return f"“{_cut(literal.value)}” ({self.curie(literal.datatype.value)})"


def when(value: object) -> str:
    """A partial date with its preposition: *in 2023*, *in June 2023*, *on 10 May 2010*; empty if it is none."""
    match = _DATE.match(value.value) if isinstance(value, ox.Literal) else None
    if match is None:
        return ""
    year, month, day = match.groups()
    if month is None:
        return f"in {year}"
    name = _MONTHS[int(month) - 1] if 1 <= int(month) <= len(_MONTHS) else month
    return f"on {int(day)} {name} {year}" if day else f"in {name} {year}"


def _language_rank(language: str | None) -> int:
    if language and language.lower().split("-")[0] == "en":
        return 0
    return 2 if language else 1


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONG else f"{flat[: _LONG - 1]}…"
