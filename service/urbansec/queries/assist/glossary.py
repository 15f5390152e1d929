"""The classes and properties to write queries with: those that the ontology declares, and all that the data use."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from urbansec.engine import Engine
from urbansec.errors import UrbansecError
from urbansec.namespaces import shorten
from urbansec.queries.describe import select
from urbansec.queries.ontology import read_ontology
from urbansec.queries.terms import Ontology, Resource, Term

Kind = Literal["class", "property"]
_MOST = 5_000
"""So many terms of data about which nothing is known are read."""
# The data's own statistics tell nothing of data that are not ours, so they are asked.
_CLASSES = f"SELECT ?term (COUNT(*) AS ?count) WHERE {{ ?s a ?term }} GROUP BY ?term ORDER BY DESC(?count) ?term LIMIT {_MOST}"
_PROPERTIES = f"SELECT ?term (COUNT(*) AS ?count) WHERE {{ ?s ?term ?o }} GROUP BY ?term ORDER BY DESC(?count) ?term LIMIT {_MOST}"


@dataclass(frozen=True)
class Word:
    """A class or property: how to write it, what it is called and what it means in each language, and how often the data use it."""

    iri: str
    name: str
    kind: Kind
    uses: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    deprecated: bool = False

    def label(self, language: str) -> str:
        """What it is called in ``language``, else in English, else its name in the text of a query."""
        return self.labels.get(language) or self.labels.get("en") or self.name

    def definition(self, language: str) -> str:
        """The same for what it means; empty if nobody says."""
        return self.definitions.get(language) or self.definitions.get("en", "")


@dataclass(frozen=True)
class Glossary:
    """All words by IRI, those first that are used most."""

    words: Mapping[str, Word]

    @classmethod
    def build(cls, engine: Engine) -> "Glossary":
        """The words for the data of ``engine``. What it does not answer in time is left out: a query can be written without."""
        found: dict[str, Word] = {}
        uses: dict[Kind, dict[str, int]] = {"class": {}, "property": {}}
        with suppress(UrbansecError):
            uses["class"] = _counts(engine, _CLASSES)
        with suppress(UrbansecError):
            uses["property"] = _counts(engine, _PROPERTIES)
        with suppress(UrbansecError):
            ontology = read_ontology(engine)
            for word in _declared(ontology) if ontology is not None else ():
                found[word.iri] = word
        for kind, counts in uses.items():
            for iri, count in counts.items():
                known = found.get(iri) or Word(iri, shorten(iri), kind)
                found[iri] = Word(known.iri, known.name, known.kind, count, known.labels, known.definitions, known.deprecated)
        ordered = sorted(found.values(), key=lambda word: (word.deprecated, -word.uses, word.name))
        return cls({word.iri: word for word in ordered})


def _counts(engine: Engine, text: str) -> dict[str, int]:
    return {row["term"]["value"]: int(row["count"]["value"]) for row in select(engine, text).rows if row["term"]["type"] == "uri"}


def _declared(ontology: Ontology) -> Iterator[Word]:
    for term in (*ontology.terms.values(), *ontology.others):
        yield Word(
            term.iri,
            shorten(term.iri),
            "class" if _is_class(term) else "property",
            labels=term.texts("rdfs:label", "skos:prefLabel"),
            definitions=term.texts("skos:definition", "rdfs:comment"),
            deprecated=isinstance(term, Term) and term.deprecated,
        )


def _is_class(term: Resource) -> bool:
    return any(iri.endswith("#Class") for iri in term.iris("rdf:type"))
