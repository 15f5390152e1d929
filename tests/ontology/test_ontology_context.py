"""The JSON-LD context: an entry of the right kind for every term, and documents that mean what they should."""

import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic, to_isomorphic
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from .support import ID, ROOT, URB, XSD, declared_terms

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

CONTEXT_FILE = ROOT / "ontology" / "context.jsonld"
CONTEXT: dict[str, Any] = json.loads(CONTEXT_FILE.read_text(encoding="utf-8"))["@context"]
LANGUAGE = "@language"

# One document with every kind of entry.
DOCUMENT: list[dict[str, Any]] = [
    {
        "id": "thing:membership/defus-essen",
        "type": "Membership",
        "forum": "thing:forum/defus",
        "member": "thing:city/essen",
        "since": {"@value": "2015", "@type": "xsd:gYear"},
        "sinceEarliest": "2015-01-01",
        "motive": {"de": "Austausch", "en": "exchange"},
        "evidence": ["thing:evidence/one", "thing:evidence/two"],
    },
    {
        "id": "thing:city/essen",
        "type": "City",
        "prefLabel": {"de": "Essen", "en": ["Essen", "City of Essen"]},
        "population": 593085,
        "lat": "51.45657",
        "geonames": "https://sws.geonames.org/2928810/",
    },
    {"id": "thing:evidence/one", "type": "Evidence", "locator": "paragraph 2", "attests": "urb:since"},
    {"id": "thing:forum/defus", "type": ["Forum", "NationalForum"], "abbreviation": "DEFUS"},
]
EXPECTED = """
@prefix city: <https://w3id.org/urbansec/id/city/> .
@prefix evidence: <https://w3id.org/urbansec/id/evidence/> .
@prefix forum: <https://w3id.org/urbansec/id/forum/> .
@prefix membership: <https://w3id.org/urbansec/id/membership/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
city:essen a urb:City ;
  skos:prefLabel "Essen"@de, "Essen"@en, "City of Essen"@en ;
  urb:geonames <https://sws.geonames.org/2928810/> ;
  urb:population 593085 ;
  wgs:lat "51.45657"^^xsd:decimal .
evidence:one a urb:Evidence ; urb:attests urb:since ; urb:locator "paragraph 2" .
forum:defus a urb:Forum, urb:NationalForum ; urb:abbreviation "DEFUS" .
membership:defus-essen a urb:Membership ;
  urb:evidence evidence:one, evidence:two ;
  urb:forum forum:defus ;
  urb:member city:essen ;
  urb:motive "Austausch"@de, "exchange"@en ;
  urb:since "2015"^^xsd:gYear ;
  urb:sinceEarliest "2015-01-01"^^xsd:date .
"""


def local(term: URIRef) -> str:
    return str(term).removeprefix(str(URB))


def expected_entry(term: URIRef, graph: Graph) -> Any:
    """The entry that a term must have, told from its declaration."""
    iri = f"urb:{local(term)}"
    if (term, RDF.type, OWL.Class) in graph:
        return iri
    if (term, RDF.type, OWL.ObjectProperty) in graph or term in (
        URB.earliestDayProperty,
        URB.latestDayProperty,
    ):
        return {"@id": iri, "@type": "@id"}
    value_range = graph.value(term, RDFS.range)
    if value_range == RDF.langString:
        return {"@id": iri, "@container": LANGUAGE}
    if value_range == XSD.integer:
        return {"@id": iri, "@type": "xsd:integer"}
    if "xsd:date" in str(graph.value(term, SKOS.scopeNote)):
        return {"@id": iri, "@type": "xsd:date"}
    return {"@id": iri}  # plain strings, partial dates (three datatypes), claimed values (anything)


def expand(text: str) -> str:
    """A compact IRI of the context in full."""
    prefix, _, rest = text.partition(":")
    namespace = CONTEXT.get(prefix)
    return f"{namespace}{rest}" if isinstance(namespace, str) else text


def with_context(document: list[dict[str, Any]], context: dict[str, Any]) -> str:
    return json.dumps({"@context": context, "@graph": document})


def triples(text: str) -> Graph:
    return Graph().parse(data=text, format="json-ld")


def test_every_term_has_an_entry_of_the_right_kind(modules: Graph) -> None:
    terms = declared_terms(modules)
    assert len(terms) == 121
    wrong = {local(t): CONTEXT.get(local(t)) for t in terms if CONTEXT.get(local(t)) != expected_entry(t, modules)}
    assert wrong == {}


def test_every_kind_of_entry_occurs(modules: Graph) -> None:
    entries = [expected_entry(term, modules) for term in declared_terms(modules)]
    kinds = {json.dumps({k: v for k, v in e.items() if k != "@id"}) if isinstance(e, dict) else "class" for e in entries}
    assert len(kinds) == 6


def test_entries_of_other_vocabularies_are_declared_and_of_the_right_kind(ontology: Graph) -> None:
    others = {key: entry for key, entry in CONTEXT.items() if isinstance(entry, dict) and not entry["@id"].startswith("urb:")}
    assert len(others) == 24
    for key, entry in others.items():
        term = URIRef(expand(entry["@id"]))
        if str(term).startswith(str(RDFS)):
            continue  # rdfs:label belongs to the language itself
        kinds = set(ontology.objects(term, RDF.type))
        assert kinds, f"{key}: {term} is not declared"
        assert (entry.get("@type") == "@id") == (kinds == {OWL.ObjectProperty}), key
        assert (entry.get("@container") == LANGUAGE) == (kinds == {OWL.AnnotationProperty}), key


def test_no_entry_names_an_undeclared_term_of_ours(modules: Graph) -> None:
    named = {entry if isinstance(entry, str) else entry["@id"] for k, entry in CONTEXT.items() if not k.startswith("@")}
    assert {URIRef(expand(n)) for n in named if n.startswith("urb:")} == declared_terms(modules)


def test_prefixes_agree_with_the_turtle_files() -> None:
    prefixes = {key: entry for key, entry in CONTEXT.items() if isinstance(entry, str) and entry.startswith("http")}
    assert len(prefixes) == 15
    assert prefixes.pop("thing") == ID
    declared: dict[str, str] = {}
    for folder in ("ontology/modules", "ontology/alignments"):
        for path in sorted(Path(ROOT / folder).glob("*.ttl")):
            graph = Graph(bind_namespaces="none").parse(path, format="turtle")
            declared |= {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    assert {p: n for p, n in declared.items() if p in prefixes and prefixes[p] != n} == {}
    assert len(set(declared) & set(prefixes)) >= 10


def test_a_document_means_the_expected_triples() -> None:
    expected = Graph().parse(data=EXPECTED, format="turtle")
    assert len(expected) == 22
    found = triples(with_context(DOCUMENT, CONTEXT))
    assert to_isomorphic(found) == to_isomorphic(expected)


def test_a_second_reader_agrees() -> None:
    quads = pyoxigraph.parse(with_context(DOCUMENT, CONTEXT), format=pyoxigraph.RdfFormat.JSON_LD)
    lines = "".join(f"{quad.triple} .\n" for quad in quads)
    assert isomorphic(Graph().parse(data=lines, format="nt"), Graph().parse(data=EXPECTED, format="turtle"))


def test_a_document_comes_back_from_its_triples() -> None:
    expected = Graph().parse(data=EXPECTED, format="turtle")
    text = expected.serialize(format="json-ld", context=CONTEXT)
    assert isomorphic(triples(text), expected)
    written = json.loads(text)
    (city,) = (node for node in written["@graph"] if node["id"] == f"{ID}city/essen")
    assert city["type"] == "City"
    assert city["geonames"] == "https://sws.geonames.org/2928810/"


def test_the_data_survive_the_context(data: Graph) -> None:
    text = data.serialize(format="json-ld", context=CONTEXT)
    assert isomorphic(triples(text), data)


@pytest.mark.parametrize("key", ["evidence", "forum", "lat", "motive", "prefLabel", "sinceEarliest"])
def test_a_wrong_entry_is_noticed(key: str) -> None:
    broken = CONTEXT | {key: {"@id": CONTEXT[key]["@id"]}}
    assert not isomorphic(triples(with_context(DOCUMENT, broken)), Graph().parse(data=EXPECTED, format="turtle"))
