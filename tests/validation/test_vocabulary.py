"""The vocabulary gate: slips in terms and references are found with what was meant, and nothing else is taken for one."""

from pathlib import Path

import pytest

from urbansec.namespaces import PREFIXES
from urbansec.validation.gates import gates
from urbansec.validation.known import meant_namespace, vocabularies
from urbansec.validation.shown import Shown
from urbansec.validation.usage import usage
from urbansec.validation.vocabulary import MOST, vocabulary, vocabulary_of_shapes

from . import make_terms
from .observing import SPACES, english, hint, seen, shapes_of, store_of

ONTOLOGY = """<http://example.org/terms> a owl:Ontology . t:Person a owl:Class . t:name a owl:DatatypeProperty . t:knows a owl:ObjectProperty .
t:birthday a owl:DatatypeProperty . t:called a owl:DatatypeProperty ; owl:deprecated true ; dcterms:isReplacedBy t:name .
t:OldPerson a owl:Class ; owl:deprecated true . """
PEOPLE = "ex:p/anna a t:Person ; t:name 'Anna' . ex:p/bob a t:Person ; t:name 'Bob' . ".replace("ex:p/anna", "<http://example.org/p/anna>").replace(
    "ex:p/bob", "<http://example.org/p/bob>"
)
ANNA = "<http://example.org/p/anna>"


@pytest.mark.parametrize(
    ("data", "found", "hints"),
    [
        ("", [], []),
        # Terms of the loaded ontology
        (f"{ANNA} t:nmae 'x' .", ["undeclared-term t:nmae"], ["Did you mean t:name?"]),
        (f"{ANNA} a t:Persom .", ["undeclared-term t:Persom"], ["Did you mean t:Person?"]),
        (f"{ANNA} t:shoeSize 43 .", ["undeclared-term t:shoeSize"], [""]),
        (f"{ANNA} t:name 'x'^^t:texxt .", ["undeclared-term t:texxt"], [""]),
        (f"{ANNA} rdfs:seeAlso t:nmae .", ["undeclared-term t:nmae"], ["Did you mean t:name?"]),
        (f"{ANNA} rdfs:seeAlso t:name, t: , <http://example.org/terms> .", [], []),
        (f"{ANNA} ex:anything 1 .", [], []),  # a namespace that nobody declares
        ("t:shoeSize rdfs:range xsd:integer . " + f"{ANNA} t:shoeSize 43 .", [], []),  # said what it is, if not with a class
        # Terms of well-known vocabularies
        (f"{ANNA} foaf:nmae 'x' .", ["misspelt-term foaf:nmae"], ["Did you mean foaf:name?"]),
        (f"{ANNA} skos:preflabel 'x' .", ["misspelt-term skos:preflabel"], ["Did you mean skos:prefLabel?"]),
        (f"{ANNA} a foaf:Persn .", ["misspelt-term foaf:Persn"], ["Did you mean foaf:Person?"]),
        (f"{ANNA} t:birthday '2020-01-01'^^xsd:Date .", ["misspelt-term xsd:Date"], ["Did you mean xsd:date?"]),
        (f"{ANNA} rdfs:entirelyMadeUp 'x' .", ["misspelt-term rdfs:entirelyMadeUp"], [""]),
        (f"{ANNA} schema:entirelyNewInThisYear 'x' .", [], []),  # schema.org grows
        (f"{ANNA} schema:telephoen 'x' .", ["misspelt-term schema:telephoen"], ["Did you mean schema:telephone?"]),
        (f"{ANNA} rdf:_1 'x' ; foaf:name 'x' ; <http://schema.org/name> 'x' ; rdf:value 'x' .", [], []),
        (f"{ANNA} rdfs:seeAlso sh:Viloation .", ["misspelt-term sh:Viloation"], ["Did you mean sh:Violation?"]),
        ("foaf:nickname a rdf:Property . " + f"{ANNA} foaf:nickname 'x' .", [], []),  # declared all the same
        # Namespaces
        (f"{ANNA} <https://xmlns.com/foaf/0.1/name> 'x' .", ["misspelt-namespace https://xmlns.com/foaf/0.1/name"], ["Did you mean foaf:name?"]),
        (
            f"{ANNA} <http://www.w3.org/2004/02/skos/core/prefLabel> 'x' .",
            ["misspelt-namespace http://www.w3.org/2004/02/skos/core/prefLabel"],
            ["Did you mean skos:prefLabel?"],
        ),
        (f"{ANNA} <http://pulr.org/dc/terms/title> 'x' .", ["misspelt-namespace http://pulr.org/dc/terms/title"], ["Did you mean dcterms:title?"]),
        (f"{ANNA} <http://xmlns.example/foaf/name> 'x' .", [], []),
        # Deprecated terms
        (f"{ANNA} t:called 'x' .", ["deprecated-term t:called"], ["Use t:name instead."]),
        (f"{ANNA} a t:OldPerson .", ["deprecated-term t:OldPerson"], [""]),
        (f"{ANNA} foaf:givenname 'x' .", ["deprecated-term foaf:givenname"], ["Use foaf:givenName instead."]),
        (f"{ANNA} schema:members 'x' .", ["deprecated-term schema:members"], ["Use schema:member instead."]),
        # References
        (
            f"{ANNA} t:knows <http://example.org/p/bbo> .",
            ["dangling-reference ex:p/bbo"],
            ["Did you mean <http://example.org/p/bob>?"],
        ),
        (f"{ANNA} t:knows <http://example.org/p/bob> .", [], []),
        (f"{ANNA} t:knows <http://elsewhere.example/p/carl> .", [], []),
        (f"{ANNA} foaf:homepage <http://example.org/p/anna.html> ; rdfs:seeAlso <http://example.org/p/more> .", [], []),
        ("".join(f"{ANNA} t:knows <http://example.org/p/other{letter}> ." for letter in "abcdef"), [], []),  # most are described elsewhere
    ],
)  # fmt: skip
def test_what_is_noticed(data: str, found: list[str], hints: list[str]) -> None:
    store = store_of(ONTOLOGY + PEOPLE + data)
    observations = list(vocabulary(store, usage(store), shown=Shown({**PREFIXES, **SPACES})))
    assert seen(observations) == found
    assert [hint(each) for each in observations] == hints
    for each in observations:
        assert len(each.messages) == 3
        assert not any("{" in text for _, text in (*each.messages, *each.hints))


def test_a_reference_in_a_folder_beside_the_described_ones() -> None:
    described = "".join(f"<http://example.org/id/city/c{letter}> a t:Person ; t:knows <http://example.org/id/city/ca> ." for letter in "abc")
    store = store_of(ONTOLOGY + described + "<http://example.org/id/city/cb> t:knows <http://example.org/id/cty/cc> .")
    (found,) = vocabulary(store, usage(store))
    assert seen([found]) == ["dangling-reference ex:id/cty/cc"]
    assert hint(found) == "Did you mean <http://example.org/id/city/cc>?"


def test_every_place_of_a_slip_is_told_up_to_a_limit() -> None:
    data = "".join(f"<http://example.org/p/x{number}> a t:Person ; foaf:nmae 'x' ." for number in range(30))
    store = store_of(ONTOLOGY + data)
    found = list(vocabulary(store, usage(store)))
    assert len(found) == MOST == len({each.focus for each in found})
    assert english(found[0]) == "The vocabulary foaf has no term foaf:nmae (times used: 30)."


def test_a_term_is_told_once_however_many_gates_could() -> None:
    store = store_of(ONTOLOGY + PEOPLE + f"{ANNA} t:knows t:nmae ; t:nmae 'x' .")
    assert seen(vocabulary(store, usage(store))) == ["undeclared-term t:nmae"]


def test_without_header_three_declared_terms_make_an_ontology() -> None:
    declared = "t:a a rdf:Property . t:b a rdf:Property . "
    few = store_of(declared + "ex:x t:birthday 1 .")
    assert seen(vocabulary(few, usage(few))) == []
    enough = store_of(declared + "t:birthplace a rdf:Property . ex:x t:birthplaec 1 .")
    assert seen(vocabulary(enough, usage(enough))) == ["undeclared-term t:birthplaec"]


def test_misspelt_terms_in_shapes(tmp_path: Path) -> None:
    shapes = shapes_of("ex:S a sh:NodeShape ; sh:targetClass t:Persom ; sh:property [ sh:path t:nmae ; sh:datatype xsd:strng ] .", tmp_path)
    found = list(vocabulary_of_shapes(store_of(ONTOLOGY), shapes.triples))
    assert seen(found) == ["misspelt-term xsd:strng", "undeclared-term t:Persom", "undeclared-term t:nmae"]
    assert {each.where for each in found} == {"shapes"}
    good = shapes_of("ex:S a sh:NodeShape ; sh:targetClass t:Person ; sh:property [ sh:path t:name ; sh:datatype xsd:string ] .", tmp_path)
    assert seen(vocabulary_of_shapes(store_of(ONTOLOGY), good.triples)) == []


def test_shapes_that_are_referred_to_are_described(tmp_path: Path) -> None:
    shapes = shapes_of("<http://example.org/p/shape> a sh:NodeShape ; sh:targetClass t:Person ; sh:property [ sh:path t:name ] .", tmp_path)
    store = store_of(ONTOLOGY + PEOPLE + f"{ANNA} dcterms:conformsTo <http://example.org/p/shape> .")
    assert "dangling-reference" not in " ".join(seen(gates(store, shapes)))
    assert "dangling-reference" in " ".join(seen(vocabulary(store, usage(store))))


def test_the_list_of_terms_is_the_one_that_the_generator_writes() -> None:
    assert make_terms.TARGET.read_text("utf-8") == make_terms.text(), "run python -m tests.validation.make_terms"


def test_the_list_of_terms_is_sound() -> None:
    known = vocabularies()
    assert len(known) > 20
    for vocabulary_ in known.values():
        assert vocabulary_.terms
        for new in vocabulary_.replaced.values():
            home = next(other for other in known.values() if new.startswith(other.namespace) and other.has(new.removeprefix(other.namespace)))
            assert new.removeprefix(home.namespace) not in home.replaced
    names = {vocabulary_.prefix for vocabulary_ in known.values()}
    assert {"rdf", "rdfs", "owl", "sh", "skos", "prov", "dcterms", "foaf", "org", "schema", "xsd"} <= names
    assert {known[PREFIXES[prefix]].prefix for prefix in PREFIXES if PREFIXES[prefix] in known} <= {*PREFIXES, "dc", "dcmitype"}


def test_namespaces_that_are_not_nearly_known() -> None:
    assert meant_namespace("http://example.org/name") is None
    assert meant_namespace("http://xmlns.com/foaf/0.1/name") is None
    assert meant_namespace("https://xmlns.com/foaf/0.1/nothingOfTheKind") is None
    assert meant_namespace("http://www.w3.org/2000/01/rdf-schema/label") == "http://www.w3.org/2000/01/rdf-schema#label"
