"""Help for those who write queries: what is wrong with a text, the words there are, examples that an endpoint publishes."""

import time

import pyoxigraph as ox
import pytest

from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.errors import EngineBusyError
from urbansec.queries.assist import Glossary, Known, proofread, read_examples

EXAMPLES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<x:one> a sh:SPARQLExecutable ; sh:select "SELECT ?s { ?s ex:p 'ex:q' ; <x:y> ex:z }" ; rdfs:comment "Eins"@de , "One"@en .
<x:two> a sh:SPARQLExecutable ; sh:ask "PREFIX ex: <x:other> ASK { ?s ex:p ?o }" .
[] sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] , [ sh:prefix "un" ; sh:namespace "http://unused/" ] .
"""


def engine_of(text: str) -> EmbeddedEngine:
    store = ox.Store()
    store.load(text.encode(), ox.RdfFormat.TURTLE)
    return EmbeddedEngine(Snapshot(store, version="test", union=False, merged=False, files={}))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("SELECT * { ?s ?p }", (1, 18, 1, 19), "Unexpected '}'"),
        ("SELECT *\n{ ?s x:p ?o }", (2, 6, 2, 9), "The prefix x: is not declared"),
        ("SELECT * { ?s ?p ?o", (1, 20, 1, 21), "ends too early"),
        ("SELECT ?s ?x { ?s ?p ?o } GROUP BY ?s", (1, 1, 1, 7), "unbound"),
        ("SELECT ?s (1 AS ?s) { ?s ?p ?o }", (1, 1, 1, 7), "overrides"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?s) }", (1, 36, 1, 37), "given a value twice"),
        ("DELETE WHERE { ?s ?p ?o }", (1, 1, 1, 7), "would change the data"),
        ("", (1, 1, 1, 2), "Expected SELECT"),
        ("SELECT * " + "{" * 200 + "}" * 200, (1, 138, 1, 139), "nest more than 128 deep"),
    ],
)
def test_an_error_has_its_place(text: str, place: tuple[int, int, int, int], words: str) -> None:
    (found,) = proofread(text, Known())
    assert (found.line, found.column, found.end_line, found.end_column) == place
    assert words in found.message
    assert found.severity == "error"


@pytest.mark.parametrize(
    "text",
    [
        "ASK {}",
        "SELECT * {} VALUES ?x { 1 }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <x:y>",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT ?s { ?s " + "/".join(["<x:y>"] * 4_000) + " ?o }",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert proofread(text, Known()) == ()


@pytest.mark.parametrize("form", ["SELECT (COUNT(*) AS ?n) {{ {0} }}", "ASK {{ {0} FILTER(?v1 > 999) }}", "CONSTRUCT {{ ?v1 ?v2 ?v3 }} WHERE {{ {0} }}"])
def test_nothing_is_worked_out(form: str) -> None:
    lists = " ".join(f"VALUES ?v{number} {{ {' '.join(map(str, range(300)))} }}" for number in range(7))
    start = time.monotonic()
    assert proofread(form.format(lists), Known()) == ()
    assert time.monotonic() - start < 3


def test_prefixes_that_stand_for_something_else_are_told() -> None:
    (found,) = proofread("PREFIX skos: <http://example.org/> SELECT ?s { ?s skos:x ?o }", Known())
    assert (found.column, found.severity) == (14, "warning")


def test_only_the_things_of_the_project_are_asked_for() -> None:
    asked: list[str] = []

    def missing(iris: object) -> tuple[str, ...]:
        asked.extend(iris)  # type: ignore[arg-type]  # what it is given is a collection
        return ()

    thing = "https://w3id.org/urbansec/id/city/essen"
    text = f"PREFIX id: <https://w3id.org/urbansec/id/> SELECT * FROM <https://w3id.org/urbansec/id/graph> {{ ?s ?p <{thing}> , <http://example.org/x> }}"
    assert proofread(text, Known(("x:y",), missing)) == ()
    assert asked == [thing]


def test_words_have_labels_definitions_and_uses(engine: EmbeddedEngine) -> None:
    words = Glossary.build(engine).words
    city = words["https://w3id.org/urbansec/ontology#City"]
    assert (city.name, city.kind, city.label("de"), city.label("fr"), city.label("xx")) == ("urb:City", "class", "Stadt", "ville", "city")
    assert city.uses > 50
    assert city.definition("de") != city.definition("en") != ""
    used = [word.uses for word in words.values() if not word.deprecated]
    assert used == sorted(used, reverse=True)


def test_words_of_other_data_are_those_that_they_use() -> None:
    words = Glossary.build(engine_of("<x:a> a <x:Kind> ; <x:says> 1 , 2 .")).words
    assert {word.iri: (word.kind, word.uses) for word in words.values()} == {
        "x:Kind": ("class", 1),
        "x:says": ("property", 2),
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": ("property", 1),
    }


def test_words_that_cannot_be_asked_for_are_left_out(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise EngineBusyError("busy")

    other = engine_of("<x:a> a <x:Kind> .")
    monkeypatch.setattr(other, "execute", busy)
    assert Glossary.build(other).words == {}
    assert len(Glossary.build(engine).words) > 100


def test_examples_of_an_endpoint_come_with_their_prefixes() -> None:
    one, two = read_examples(engine_of(EXAMPLES), "de")
    assert (one.name, one.label, one.language) == ("x:one", "Eins", "de")
    assert one.text == "PREFIX ex: <http://example.org/>\nSELECT ?s { ?s ex:p 'ex:q' ; <x:y> ex:z }\n"
    assert two.text == "PREFIX ex: <x:other> ASK { ?s ex:p ?o }\n"
    assert read_examples(engine_of(EXAMPLES), "fr")[0].label == "One"
    assert read_examples(engine_of("<x:a> <x:b> 1 .")) == ()
