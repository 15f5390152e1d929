"""Pitfalls of names, labels and definitions."""

import re

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from .pitfalls import PROPERTY_KINDS, Faults, in_words, is_ours, local, pitfall, terms
from .support import LANGUAGES, declared_terms

IS = ("is", "isa", "iskindof", "instanceof", "typeof", "sameas")
ANYTHING = {"misc", "miscellaneous", "other", "various", "unknown", "thing"}


def by_language(graph: Graph, term: Node, predicate: URIRef) -> dict[str | None, str]:
    """The texts of a term by their language."""
    return {value.language: str(value) for value in graph.objects(term, predicate) if isinstance(value, Literal)}


@pitfall
def p03(graph: Graph) -> Faults:
    """A relation "is" in place of a subclass, a type or sameAs."""
    yield from (local(t) for t in terms(graph, *PROPERTY_KINDS) if local(t).lower() in IS)


@pitfall
def p07(graph: Graph) -> Faults:
    """Classes that merge two concepts."""
    for term in terms(graph, OWL.Class):
        words = {*in_words(local(term)), *by_language(graph, term, RDFS.label).get("en", "").lower().split()}
        if words & {"and", "or"}:
            yield local(term)


@pitfall
def p08(graph: Graph) -> Faults:
    """Terms without a label or a definition, in each of the three languages."""
    for term in sorted(declared_terms(graph)):
        for predicate in (RDFS.label, SKOS.definition):
            found = by_language(graph, term, predicate)
            yield from (f"{local(term)} has no {local(predicate)} in {language}" for language in LANGUAGES if not found.get(language, "").strip())


def namesakes(graph: Graph, kinds: tuple[URIRef, ...], links: tuple[URIRef, ...]) -> Faults:
    """Terms that bear the name of a term of another vocabulary without any link to it."""
    others: dict[str, list[Node]] = {}
    for kind in kinds:
        for term in graph.subjects(RDF.type, kind):
            if not is_ours(term):
                others.setdefault(local(term).lower(), []).append(term)
    for term in terms(graph, *kinds):
        linked = {node for link in links for node in (*graph.transitive_objects(term, link), *graph.subjects(link, term))}
        yield from (f"{local(term)} and {other}" for other in others.get(local(term).lower(), []) if other not in linked)


@pitfall
def p12(graph: Graph) -> Faults:
    """Equivalent properties that nothing links."""
    yield from namesakes(graph, PROPERTY_KINDS, (RDFS.subPropertyOf, OWL.equivalentProperty))


@pitfall
def p20(graph: Graph) -> Faults:
    """Annotations in each other's place: a label that explains, a definition that only repeats the label."""
    for term in sorted(declared_terms(graph)):
        labels, definitions = by_language(graph, term, RDFS.label), by_language(graph, term, SKOS.definition)
        yield from (f"{local(term)}: {label}" for label in labels.values() if len(label.split()) > 7 or label.endswith("."))
        for language, text in definitions.items():
            if len(text.split()) < 4 or text.strip(".").lower() == labels.get(language, "").lower():
                yield f"{local(term)}: {text}"


@pitfall
def p21(graph: Graph) -> Faults:
    """A class for whatever fits nowhere else."""
    yield from (local(term) for term in terms(graph, OWL.Class) if ANYTHING & {*in_words(local(term))})


@pitfall
def p22(graph: Graph) -> Faults:
    """Names that follow another convention."""
    yield from (local(term) for term in terms(graph, OWL.Class) if not re.fullmatch(r"([A-Z][a-z]+)+", local(term)))
    yield from (local(term) for term in terms(graph, *PROPERTY_KINDS) if not re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", local(term)))


@pitfall
def p30(graph: Graph) -> Faults:
    """Equivalent classes that nothing links."""
    yield from namesakes(graph, (OWL.Class,), (RDFS.subClassOf, OWL.equivalentClass))


@pitfall
def p32(graph: Graph) -> Faults:
    """Classes of the same label."""
    seen: dict[tuple[str | None, str], URIRef] = {}
    for term in terms(graph, OWL.Class):
        for language, label in by_language(graph, term, RDFS.label).items():
            first = seen.setdefault((language, label.lower()), term)
            if first != term:
                yield f"{local(first)} and {local(term)}: {label}"
