"""Saved queries as RDF: ``sh:SPARQLExecutable`` examples, which editors and federated engines offer to their users.

The convention is that of the SIB example collections: each example has its text, a comment, keywords and the
endpoint it is for; prefixes are declared once, with ``sh:declare`` on the ontology.
"""

from collections.abc import Iterable

import pyoxigraph as ox

from urbansec.engine import Form
from urbansec.namespaces import BASE, ONTOLOGY, PREFIXES
from urbansec.queries.run import SavedQuery

_KINDS = {
    Form.SELECT: ("SPARQLSelectExecutable", "select"),
    Form.ASK: ("SPARQLAskExecutable", "ask"),
    Form.CONSTRUCT: ("SPARQLConstructExecutable", "construct"),
    Form.DESCRIBE: ("SPARQLConstructExecutable", "describe"),
}


def example_triples(queries: Iterable[SavedQuery]) -> list[ox.Triple]:
    """The triples that describe ``queries`` and the prefixes they may use."""
    triples = [triple for prefix, namespace in PREFIXES.items() for triple in _declaration(prefix, namespace)]
    for query in queries:
        kind, predicate = _KINDS[query.form]
        iri = ox.NamedNode(f"{BASE}queries/{query.name}")
        comment = " ".join(part for part in (f"{query.summary}.", query.header.description) if part)
        triples += [
            ox.Triple(iri, _term("rdf", "type"), _term("sh", "SPARQLExecutable")),
            ox.Triple(iri, _term("rdf", "type"), _term("sh", kind)),
            ox.Triple(iri, _term("rdfs", "label"), ox.Literal(query.summary, language="en")),
            ox.Triple(iri, _term("rdfs", "comment"), ox.Literal(comment, language="en")),
            ox.Triple(iri, _term("sh", predicate), ox.Literal(query.text)),
            ox.Triple(iri, _term("sh", "prefixes"), ox.NamedNode(ONTOLOGY)),
            ox.Triple(iri, _term("schema", "target"), ox.NamedNode(f"{BASE}sparql")),
            *(ox.Triple(iri, _term("schema", "keywords"), ox.Literal(tag, language="en")) for tag in query.header.tags),
        ]
    return triples


def _declaration(prefix: str, namespace: str) -> list[ox.Triple]:
    declaration = ox.NamedNode(f"{BASE}dataset#prefix-{prefix}")
    return [
        ox.Triple(ox.NamedNode(ONTOLOGY), _term("sh", "declare"), declaration),
        ox.Triple(declaration, _term("rdf", "type"), _term("sh", "PrefixDeclaration")),
        ox.Triple(declaration, _term("sh", "prefix"), ox.Literal(prefix)),
        ox.Triple(declaration, _term("sh", "namespace"), ox.Literal(namespace, datatype=_term("xsd", "anyURI"))),
    ]


def _term(prefix: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{PREFIXES[prefix]}{name}")
