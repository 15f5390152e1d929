"""The ontology as readers need it: modules, terms with all that is said of them, vocabularies. Pure data, no queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from urbansec.namespaces import URB, shorten
from urbansec.queries.table import Cell

KINDS = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
# What a page tells in a way of its own; anything else said of a term is told as it is.
_TOLD = frozenset(
    {
        *("rdf:type", "rdfs:label", "rdfs:isDefinedBy", "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range"),
        *("owl:disjointWith", "owl:deprecated", "dcterms:isReplacedBy", "urb:earliestDayProperty", "urb:latestDayProperty"),
        *("skos:definition", "skos:scopeNote", "skos:example", "skos:changeNote"),
    }
)


@dataclass(frozen=True)
class Resource:
    """A resource and what is said of it: values by property, properties in short form (``rdfs:label``)."""

    iri: str
    facts: Mapping[str, tuple[Cell, ...]]

    def texts(self, *properties: str) -> dict[str, str]:
        """The text in each language, of the first of ``properties`` that has one there; plain text counts as English."""
        found: dict[str, str] = {}
        for cell in (cell for name in properties for cell in self.facts.get(name, ()) if cell["type"] == "literal"):
            found.setdefault(cell.get("xml:lang", "en"), cell["value"])
        return dict(sorted(found.items(), key=lambda item: (item[0] != "en", item[0])))

    def text(self, name: str) -> str:
        """One value as text, English if there is a choice, empty if there is none."""
        values = sorted(self.facts.get(name, ()), key=lambda cell: cell.get("xml:lang", "en") != "en")
        return values[0]["value"] if values else ""

    def iris(self, name: str) -> tuple[str, ...]:
        """The values that are IRIs."""
        return tuple(cell["value"] for cell in self.facts.get(name, ()) if cell["type"] == "uri")


@dataclass(frozen=True)
class Term(Resource):
    """A class or property of the project.

    ``count`` tells how often the data use it, ``used`` how many statements there are: of a class by property, of a
    property by class. ``vocabularies`` are the schemes from which the data take a property's values.
    """

    module: str = ""
    count: int = 0
    used: Mapping[str, int] = field(default_factory=dict)
    vocabularies: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The local name, which is the anchor on the page."""
        return self.iri.removeprefix(URB)

    @property
    def kind(self) -> str:
        """One of :data:`KINDS`."""
        return next(kind for kind in KINDS if f"owl:{kind}" in self.types)

    @property
    def types(self) -> tuple[str, ...]:
        """What it is, in short form, such as ``owl:ObjectProperty`` and ``owl:TransitiveProperty``."""
        return tuple(shorten(iri) for iri in self.iris("rdf:type"))

    @property
    def label(self) -> str:
        """Its English label, else its name."""
        return self.text("rdfs:label") or self.name

    @property
    def deprecated(self) -> bool:
        """Whether it should no longer be used."""
        return self.text("owl:deprecated") in ("true", "1")

    @property
    def further(self) -> Mapping[str, tuple[Cell, ...]]:
        """What is said of it beyond what every page about terms tells."""
        return {name: cells for name, cells in self.facts.items() if name not in _TOLD}

    @property
    def parents(self) -> tuple[str, ...]:
        """The broader classes or properties, of any vocabulary."""
        return self.iris("rdfs:subClassOf") + self.iris("rdfs:subPropertyOf")


@dataclass(frozen=True)
class Module(Resource):
    """One file of the ontology and the terms it declares, by name."""

    name: str = ""
    terms: tuple[Term, ...] = ()

    def of_kind(self, kind: str) -> list[Term]:
        """Its terms of one of :data:`KINDS`."""
        return [term for term in self.terms if term.kind == kind]

    @property
    def title(self) -> str:
        """Its title without what all titles share."""
        return self.text("dcterms:title").partition(": ")[2] or self.text("dcterms:title")

    @property
    def imports(self) -> tuple[str, ...]:
        """The names of the modules it builds on."""
        return tuple(iri.rpartition("/")[2] for iri in self.iris("owl:imports"))

    @property
    def citation(self) -> str:
        """How to cite it: as the ontology says, else put together from who, when, what, which version and where."""
        year = (self.text("dcterms:modified") or self.text("dcterms:created"))[:4]
        made = f"{self.text('dcterms:creator')} ({year}): {self.text('dcterms:title')}, version {self.text('owl:versionInfo')}. {self.text('owl:versionIRI')}"
        return self.text("dcterms:bibliographicCitation") or made


@dataclass(frozen=True)
class Scheme(Resource):
    """A vocabulary: a SKOS concept scheme and the number of its concepts."""

    concepts: int = 0


@dataclass(frozen=True)
class Ontology:
    """All modules but the root, which is ``header``; the vocabularies; the terms of ``others`` that it declares to reuse."""

    header: Module
    modules: tuple[Module, ...]
    schemes: tuple[Scheme, ...]
    others: tuple[Resource, ...] = ()

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Every term by its IRI."""
        return {term.iri: term for module in (self.header, *self.modules) for term in module.terms}

    @cached_property
    def _related(self) -> Mapping[tuple[str, str], list[Term]]:
        found: dict[tuple[str, str], list[Term]] = {}
        for term in self.terms.values():
            for name in term.facts:
                for iri in term.iris(name):
                    found.setdefault((name, iri), []).append(term)
        return found

    def name_of(self, iri: str) -> str:
        """What a reader calls it: the name of a term of the project, else the short form."""
        return self.terms[iri].name if iri in self.terms else shorten(iri)

    def narrower(self, iri: str) -> list[Term]:
        """The terms directly below it."""
        return [*self.related("rdfs:subClassOf", iri), *self.related("rdfs:subPropertyOf", iri)]

    def broader(self, iri: str) -> tuple[list[Term], list[str]]:
        """What stands directly above it: terms of the project, and terms of other vocabularies."""
        parents = self.terms[iri].parents
        return [self.terms[parent] for parent in parents if parent in self.terms], [parent for parent in parents if parent not in self.terms]

    def ancestors(self, iri: str) -> list[str]:
        """Every class or property above it in the project, the nearest first."""
        found: list[str] = []
        waiting = [iri]
        while waiting:
            for parent in self.terms[waiting.pop(0)].parents:
                if parent in self.terms and parent not in found and parent != iri:
                    found.append(parent)
                    waiting.append(parent)
        return found

    def related(self, name: str, iri: str) -> list[Term]:
        """The terms whose property ``name`` (such as ``rdfs:domain``) has the value ``iri``."""
        return list(self._related.get((name, iri), ()))

    def dated_by(self, name: str, iri: str) -> list[str]:
        """The properties, also of other vocabularies, whose derived days the property ``iri`` holds."""
        return [each.iri for each in (*self.terms.values(), *self.others) if iri in each.iris(name)]

    def disjoint(self, iri: str) -> list[Term]:
        """The classes that share no instance with it, whichever of the two says so."""
        said = {*self.terms[iri].iris("owl:disjointWith"), *(term.iri for term in self.related("owl:disjointWith", iri))}
        return [self.terms[name] for name in sorted(said) if name in self.terms]

    def inherited(self, iri: str) -> list[Term]:
        """The properties whose domain is a class above ``iri``."""
        return [term for above in self.ancestors(iri) for term in self.related("rdfs:domain", above)]

    def without_domain(self, iri: str) -> list[Term]:
        """The properties without a domain that the data use with the class ``iri``."""
        used = (self.terms.get(name) for name in self.terms[iri].used)
        return [term for term in used if term and not term.iris("rdfs:domain")]

    def users(self, iri: str) -> list[tuple[Term, int]]:
        """The classes with which the data use a property, and how many statements each has; the most used first."""
        used = self.terms[iri].used
        return [(self.terms[name], used[name]) for name in sorted(used, key=lambda name: (-used[name], name)) if name in self.terms]

    def taking_from(self, scheme: str) -> list[Term]:
        """The properties whose values the data take from the vocabulary ``scheme``."""
        return [term for term in self.terms.values() if scheme in term.vocabularies]

    def scheme_names(self, iri: str) -> Mapping[str, str]:
        """What the vocabulary is called, by language."""
        return next((scheme.texts("skos:prefLabel") for scheme in self.schemes if scheme.iri == iri), {"en": shorten(iri)})

    def scheme_name(self, iri: str) -> str:
        """What the vocabulary is called in English."""
        return self.scheme_names(iri).get("en") or shorten(iri)

    def others_by_prefix(self) -> dict[str, list[Resource]]:
        """The reused terms by the prefix of their vocabulary."""
        groups: dict[str, list[Resource]] = {}
        for other in self.others:
            groups.setdefault(shorten(other.iri).partition(":")[0], []).append(other)
        return dict(sorted(groups.items()))
