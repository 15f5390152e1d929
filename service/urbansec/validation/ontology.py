"""What the loaded data declare as terms: classes, properties, datatypes and individuals, and the namespaces they lie in."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.queries.shapes.index import TYPE
from urbansec.validation.known import vocabularies

_OWL, _RDF, _RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]
_KINDS = tuple(
    ox.NamedNode(iri)
    for iri in (
        f"{_RDF}Property",
        f"{_RDFS}Class",
        f"{_RDFS}Datatype",
        *(f"{_OWL}{name}" for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "OntologyProperty", "NamedIndividual")),
        *(f"{_OWL}{name}Property" for name in ("Functional", "InverseFunctional", "Transitive", "Symmetric", "Asymmetric", "Reflexive", "Irreflexive")),
    )
)
_SAYING = tuple(ox.NamedNode(f"{_RDFS}{name}") for name in ("subClassOf", "subPropertyOf", "domain", "range"))
_HEADER = ox.NamedNode(f"{_OWL}Ontology")
_NAMESPACE = ox.NamedNode(f"{PREFIXES['vann']}preferredNamespaceUri")

_DEPRECATED = ox.NamedNode(f"{_OWL}deprecated")
_REPLACED = ox.NamedNode(f"{PREFIXES['dcterms']}isReplacedBy")


@dataclass(frozen=True)
class Ontology:
    """``declared`` are IRIs; ``headers`` are the namespaces of the ontologies that have a header (``owl:Ontology``).

    ``deprecated`` has the resources with ``owl:deprecated``, each with its replacement, empty if none is told.
    """

    declared: frozenset[str]
    headers: frozenset[str]
    deprecated: Mapping[str, str]

    @classmethod
    def of(cls, *stores: ox.Store) -> "Ontology":
        """What all graphs of the stores declare."""

        def ask(predicate: ox.NamedNode, value: ox.NamedNode | None = None) -> list[ox.Quad]:
            return [quad for store in stores for quad in store.quads_for_pattern(None, predicate, value)]

        said = [*(quad for kind in _KINDS for quad in ask(TYPE, kind)), *(quad for verb in _SAYING for quad in ask(verb))]
        declared = frozenset(quad.subject.value for quad in said if isinstance(quad.subject, ox.NamedNode))
        ontologies = [quad.subject.value for quad in ask(TYPE, _HEADER) if isinstance(quad.subject, ox.NamedNode)]
        named = [quad.object.value for quad in ask(_NAMESPACE) if isinstance(quad.object, ox.NamedNode | ox.Literal)]
        replaced = {str(quad.subject): quad.object.value for quad in ask(_REPLACED) if isinstance(quad.object, ox.NamedNode)}
        given_up = [quad for quad in ask(_DEPRECATED) if isinstance(quad.object, ox.Literal) and quad.object.value in ("true", "1")]
        deprecated = {quad.subject.value: replaced.get(str(quad.subject), "") for quad in given_up if isinstance(quad.subject, ox.NamedNode)}
        spaces = {_space(iri) for iri in declared}
        candidates = {*named, *(f"{iri.rstrip('#/')}{sign}" for iri in ontologies for sign in "#/")}
        return cls(declared, frozenset(candidates & spaces), deprecated)

    def is_of_header(self, iri: str) -> bool:
        """Whether the IRI lies in the namespace of an ontology with a header."""
        return _space(iri) in self.headers

    def covers(self, iri: str) -> bool:
        """Whether the IRI lies in a namespace of which the data are likely to declare every term.

        That is one with a header; or one, not a well-known vocabulary's, of which at least three terms are declared.
        """
        space = _space(iri)
        return space in self.headers or (space not in vocabularies() and self._counts[space] >= 3)

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(_space(iri) for iri in self.declared)


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
