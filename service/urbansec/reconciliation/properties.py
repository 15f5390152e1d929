"""The properties that things have: to match by, to suggest, to fetch."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz, process

from urbansec.engine import Engine
from urbansec.errors import ParameterError
from urbansec.namespaces import PREFIXES, URB, expand, shorten
from urbansec.queries.describe import select
from urbansec.search import Index
from urbansec.search.fold import LONGEST, fold
from urbansec.search.kept import Kept, index_of

# What people call terms of other vocabularies; the ontology labels its own.
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "dcterms:description": "description",
        "dcterms:issued": "published",
        "dcterms:publisher": "publisher",
        "dcterms:title": "title",
        "foaf:homepage": "home page",
        "org:memberOf": "member of",
        "schema:areaServed": "area served",
        "schema:honorificPrefix": "title of the person",
        "schema:inLanguage": "language",
        "schema:url": "web page",
        "skos:altLabel": "other name",
        "skos:broader": "broader",
        "skos:definition": "definition",
        "skos:inScheme": "vocabulary",
        "skos:notation": "code",
        "skos:note": "note",
        "skos:prefLabel": "name",
        "wgs:lat": "latitude",
        "wgs:long": "longitude",
    }
)
# They tell how a statement is backed or written, not what a thing is.
_LEFT_OUT = frozenset(f"{PREFIXES[prefix]}{name}" for prefix, name in (("rdf", "type"), ("rdfs", "label"), ("urb", "evidence"), ("geo", "hasGeometry")))
IDENTIFYING = frozenset(f"{URB}{name}" for name in ("geonames", "grantNumber", "isbn"))
"""Properties whose value no two things share."""
_USED = """
SELECT ?class ?property (COUNT(DISTINCT ?thing) AS ?things) (MAX(?entity) AS ?named) WHERE {
  ?thing a ?class ; ?property ?value .
  FILTER(isIRI(?thing))
  BIND(IF(isIRI(?value) && EXISTS { ?value skos:prefLabel ?any }, 1, 0) AS ?entity)
} GROUP BY ?class ?property ORDER BY ?class ?property"""
_LABELS = """
SELECT ?property ?label ?text WHERE {
  ?property rdfs:label ?label . FILTER(LANG(?label) = "en")
  OPTIONAL { ?property skos:definition ?text . FILTER(LANG(?text) = "en") }
} ORDER BY ?property ?label"""
LEAST = 60.0


@dataclass(frozen=True)
class Property:
    """A property in use: ``uses`` counts the things of each class that have it; ``entities`` says that its values are things."""

    iri: str
    label: str
    description: str
    uses: Mapping[str, int]
    entities: bool


class Properties:
    """All properties of things that have names."""

    def __init__(self, properties: Iterable[Property]) -> None:
        self._by_iri = {each.iri: each for each in sorted(properties, key=lambda each: (-sum(each.uses.values()), each.iri))}

    @classmethod
    def read(cls, engine: Engine, index: Index) -> "Properties":
        """Those that the data of ``engine`` use."""
        labels = {row["property"]["value"]: (row["label"]["value"], row["text"]["value"] if "text" in row else "") for row in select(engine, _LABELS).rows}
        uses: dict[str, dict[str, int]] = {}
        entities: set[str] = set()
        for row in select(engine, _USED).rows:
            kind, iri = row["class"]["value"], row["property"]["value"]
            if kind in index.kinds and iri not in _LEFT_OUT:
                uses.setdefault(iri, {})[kind] = int(row["things"]["value"])
                if row.get("named", {}).get("value") == "1":
                    entities.add(iri)
        return cls(Property(iri, *_words(iri, labels), found, iri in entities) for iri, found in uses.items())

    def __iter__(self) -> Iterator[Property]:
        return iter(self._by_iri.values())

    def get(self, text: str) -> Property:
        """The property that ``text`` names: by IRI, as ``urb:country``, or by its label; :class:`ParameterError` with near ones if none."""
        for iri in (text, expand(text) or ""):
            if iri in self._by_iri:
                return self._by_iri[iri]
        wanted = fold(text)
        for each in self._by_iri.values():
            if wanted and wanted in (fold(each.label), fold(shorten(each.iri).partition(":")[2])):
                return each
        labels = {each.label: each for each in self._by_iri.values()}
        near = process.extract(text[:LONGEST], list(labels), scorer=fuzz.WRatio, processor=fold, limit=3, score_cutoff=LEAST)
        raise ParameterError(f"There is no property {text[:80]!r}.", parameter="property", near=[shorten(labels[label].iri) for label, _, _ in near])

    def of_kind(self, kind: str, index: Index) -> list[Property]:
        """Those that things of the class ``kind`` have, subclasses included, the most usual first."""
        below = [iri for iri, each in index.kinds.items() if kind in each.above]
        counts = {each.iri: sum(each.uses.get(iri, 0) for iri in below) for each in self._by_iri.values()}
        return sorted((each for each in self._by_iri.values() if counts[each.iri]), key=lambda each: (-counts[each.iri], each.iri))

    def find(self, text: str) -> list[Property]:
        """Those whose label or name begins with ``text`` or is like it; all for an empty text."""
        wanted = fold(text)
        if not wanted:
            return [*self._by_iri.values()]
        scored = []
        for each in self._by_iri.values():
            names = (fold(each.label), fold(shorten(each.iri).partition(":")[2]))
            score = 100.0 if text in (each.iri, shorten(each.iri)) else max(_fit(wanted, name) for name in names)
            if score >= LEAST:
                scored.append((-score, each.iri, each))
        return [each for *_, each in sorted(scored, key=lambda found: found[:2])]


def _fit(wanted: str, name: str) -> float:
    begins = 90.0 if name.startswith(wanted) else 85.0 if f" {wanted}" in name else 0.0
    return max(begins, fuzz.ratio(wanted, name))


def _words(iri: str, labels: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    short = shorten(iri)
    return labels.get(iri) or (_WORDS.get(short, short), "")


_PROPERTIES = Kept(lambda engine: Properties.read(engine, index_of(engine)))


def properties_of(engine: Engine) -> Properties:
    """The properties of what ``engine`` answers from now."""
    return _PROPERTIES.of(engine)
