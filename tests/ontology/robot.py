"""The checks of ROBOT's report, by its names, as SPARQL on modules, alignments and vocabularies together.

They are written for this ontology: a term is what lies in our namespace, a definition is ``skos:definition``, a label is
``rdfs:label`` or, of a concept, ``skos:prefLabel``; another name is ``skos:altLabel``. Each query selects what is wrong.
"""

from dataclasses import dataclass

import pyoxigraph as ox

from .support import ID, ONTOLOGY_IRI, URB

PREFIXES = f"""
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX urb: <{URB}>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
OURS = f'STRSTARTS(STR(?term), "{URB}")'
KIND = "?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, owl:AnnotationProperty, skos:Concept)"
DECLARED = f'?term a ?kind FILTER({KIND}) FILTER({OURS} || STRSTARTS(STR(?term), "{ID}"))'
LABEL = "rdfs:label|skos:prefLabel"


@dataclass(frozen=True)
class Check:
    """A query that selects faults, and triples that are one."""

    query: str
    canary: str

    def faults(self, store: ox.Store) -> list[str]:
        """What is wrong in the store, sorted."""
        rows = store.query(f"{PREFIXES} SELECT DISTINCT ?term ?what WHERE {{ {self.query} }}")
        assert isinstance(rows, ox.QuerySolutions)
        return sorted(" ".join(str(value) for value in row if value is not None) for row in rows)


def missing(prop: str) -> str:
    """The query for headers that lack a property."""
    return f"?term a owl:Ontology FILTER NOT EXISTS {{ ?term {prop} ?any }}"


def deprecated(predicates: str) -> str:
    """The query for axioms that use a deprecated term; the deprecated term itself may keep its own."""
    return f'?term {predicates} ?what . ?what owl:deprecated true . FILTER NOT EXISTS {{ ?term owl:deprecated true }} FILTER(STRSTARTS(STR(?what), "{URB}"))'


CHECKS = {
    "annotation_whitespace": Check(
        f'{DECLARED} ?term ?p ?what FILTER(isLiteral(?what) && (REGEX(?what, "^\\\\s|\\\\s$") || CONTAINS(?what, "  ")))',
        'urb:City skos:scopeNote "Two  spaces."@en .',
    ),
    "deprecated_boolean_datatype": Check("?term owl:deprecated ?what FILTER(DATATYPE(?what) != xsd:boolean)", 'urb:City owl:deprecated "true" .'),
    "deprecated_class_reference": Check(
        deprecated("rdfs:subClassOf|owl:equivalentClass|rdfs:domain|rdfs:range"), "urb:Old a owl:Class ; owl:deprecated true . urb:seat rdfs:range urb:Old ."
    ),
    "deprecated_property_reference": Check(
        deprecated("rdfs:subPropertyOf|owl:inverseOf|urb:earliestDayProperty|urb:latestDayProperty"),
        "urb:old a owl:ObjectProperty ; owl:deprecated true . urb:seat rdfs:subPropertyOf urb:old .",
    ),
    "duplicate_definition": Check(
        f"?other skos:definition ?what . ?term skos:definition ?what FILTER(STR(?other) < STR(?term)) {DECLARED}",
        'urb:City skos:definition "S."@en . urb:Forum skos:definition "S."@en .',
    ),
    "duplicate_exact_synonym": Check(
        "?other skos:altLabel ?what ; skos:inScheme ?scheme . ?term skos:altLabel ?what ; skos:inScheme ?scheme FILTER(STR(?other) < STR(?term))",
        '<x:a> skos:inScheme <x:s> ; skos:altLabel "one"@en . <x:b> skos:inScheme <x:s> ; skos:altLabel "one"@en .',
    ),
    "duplicate_label": Check(
        f"""{{ ?other rdfs:label ?what ; a ?sort . ?term rdfs:label ?what ; a ?sort FILTER(STRSTARTS(STR(?sort), STR(owl:))) }}
        UNION {{ ?other skos:prefLabel ?what ; skos:inScheme ?scheme . ?term skos:prefLabel ?what ; skos:inScheme ?scheme }}
        FILTER(STR(?other) < STR(?term)) {DECLARED}""",
        'urb:City rdfs:label "same"@en . urb:Forum rdfs:label "same"@en .',
    ),
    "duplicate_label_synonym": Check(f"?term {LABEL} ?what ; skos:altLabel ?what", '<x:a> skos:prefLabel "one"@en ; skos:altLabel "one"@en .'),
    "equivalent_class_axiom_no_genus": Check(
        """?term owl:equivalentClass ?what FILTER(isBlank(?what))
        FILTER NOT EXISTS { ?what owl:intersectionOf/rdf:rest*/rdf:first ?genus . ?genus a owl:Class FILTER(isIRI(?genus)) }""",
        "urb:City owl:equivalentClass [ owl:onProperty urb:seat ; owl:hasValue urb:seat ] .",
    ),
    "equivalent_pair": Check(
        f"?term owl:equivalentClass|owl:equivalentProperty ?what FILTER(isIRI(?what) && {OURS})", "urb:City owl:equivalentClass urb:Region ."
    ),
    "illegal_use_of_built_in_vocabulary": Check(
        "VALUES ?space { rdf: rdfs: owl: xsd: } ?term ?p ?what FILTER(STRSTARTS(STR(?term), STR(?space)))",
        'rdfs:label rdfs:comment "What is said of it here." .',
    ),
    "invalid_entity_uri": Check(
        f'?term a ?kind FILTER({KIND}) FILTER(STRSTARTS(STR(?term), "{ONTOLOGY_IRI.rpartition("/")[0]}/"))'
        f' FILTER(!REGEX(STR(?term), "^{URB}[A-Za-z]+$") && !REGEX(STR(?term), "^{ID}[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*$"))',
        "<https://w3id.org/urbansec/ontology/City> a owl:Class .",
    ),
    "invalid_xref": Check(
        f"""?term skos:exactMatch|skos:closeMatch|rdfs:seeAlso ?what
        FILTER(!isIRI(?what) || !REGEX(STR(?what), "^https?://[^ ]+$") || STRSTARTS(STR(?what), "{ID}"))""",
        'urb:City rdfs:seeAlso "Wikidata Q515" .',
    ),
    "label_formatting": Check(f'{DECLARED} ?term {LABEL} ?what FILTER(REGEX(?what, "[\\n\\r\\t]"))', 'urb:City rdfs:label "ci\\nty"@en .'),
    "label_whitespace": Check(f'{DECLARED} ?term {LABEL} ?what FILTER(REGEX(?what, "^\\\\s|\\\\s$"))', 'urb:City rdfs:label "city "@en .'),
    "lowercase_definition": Check(
        f'{DECLARED} ?term skos:definition ?what FILTER(REGEX(?what, "^\\\\p{{Ll}}"))', 'urb:City skos:definition "place that governs itself."@en .'
    ),
    "missing_definition": Check(f"{DECLARED} FILTER NOT EXISTS {{ ?term skos:definition ?text }}", "urb:Bare a owl:Class ."),
    "missing_label": Check(f"{DECLARED} FILTER NOT EXISTS {{ ?term {LABEL} ?text }}", "urb:Bare a owl:Class ."),
    "missing_ontology_description": Check(missing("dcterms:description"), "<x:o> a owl:Ontology ."),
    "missing_ontology_license": Check(missing("dcterms:license"), "<x:o> a owl:Ontology ."),
    "missing_ontology_title": Check(missing("dcterms:title"), "<x:o> a owl:Ontology ."),
    "missing_superclass": Check(f"?term a owl:Class FILTER({OURS}) FILTER NOT EXISTS {{ ?term rdfs:subClassOf ?any }}", "urb:Bare a owl:Class ."),
    "misused_replaced_by": Check(
        "?term dcterms:isReplacedBy ?what FILTER NOT EXISTS { ?term owl:deprecated true }", "urb:City dcterms:isReplacedBy urb:Region ."
    ),
    "multiple_asserted_superclasses": Check(
        f'?term rdfs:subClassOf ?what, ?other FILTER(STR(?what) < STR(?other) && STRSTARTS(STR(?what), "{URB}") && STRSTARTS(STR(?other), "{URB}"))',
        "urb:City rdfs:subClassOf urb:Forum .",
    ),
    "multiple_definitions": Check(
        f"{DECLARED} ?term skos:definition ?what, ?other FILTER(LANG(?what) = LANG(?other) && STR(?what) < STR(?other))",
        'urb:City skos:definition "Another."@en .',
    ),
    "multiple_equivalent_classes": Check(
        "?term owl:equivalentClass ?what, ?other FILTER(STR(?what) < STR(?other))", "urb:City owl:equivalentClass <x:a>, <x:b> ."
    ),
    "multiple_equivalent_class_definitions": Check(
        "?term owl:equivalentClass ?what, ?other FILTER(isBlank(?what) && isBlank(?other) && ?what != ?other)",
        "urb:City owl:equivalentClass [ owl:oneOf () ], [ owl:oneOf () ] .",
    ),
    "multiple_labels": Check(
        f"{DECLARED} ?term {LABEL} ?what, ?other FILTER(LANG(?what) = LANG(?other) && STR(?what) < STR(?other))", 'urb:City rdfs:label "another"@en .'
    ),
}
LEFT_OUT = {
    "duplicate_scoped_synonym": "there are no broad, narrow or related synonyms here, only other names of concepts",
    "missing_obsolete_label": "that labels of deprecated terms begin with a word is a custom of OBO; owl:deprecated says it here",
    "missing_subset_declaration": "subsets are a construct of OBO",
    "missing_synonymtype_declaration": "types of synonyms are a construct of OBO",
    "misused_obsolete_label": "as missing_obsolete_label",
    "multiple_logical_definitions": "the older name of multiple_equivalent_class_definitions",
    "ontology_metadata": "the older form of the three checks of the header",
}
