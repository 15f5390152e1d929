"""The coverage gate: each kind of gap is found, and what is checked is not taken for one."""

import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from urbansec.assets import find_assets
from urbansec.dataset import load_shipped
from urbansec.validation.coverage import coverage, followed
from urbansec.validation.gates import gates
from urbansec.validation.observation import DEFAULT, FOREIGN, OWN, Observation
from urbansec.validation.shapes import Shapes
from urbansec.validation.usage import usage

from .observing import english, seen, shapes_of, store_of

PERSON = "ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:name ; sh:minCount 1 ] ."
ANNA = "ex:anna a ex:Person ; ex:name 'Anna' ."


def observed(data: str, shapes: str, folder: Path) -> list[Observation]:
    loaded, store = shapes_of(shapes, folder), store_of(data)
    return list(coverage(store, loaded, usage(store, follow=followed(loaded))))


@pytest.mark.parametrize(
    ("shapes", "data", "gaps"),
    [
        (PERSON, ANNA, []),
        # Shapes
        (PERSON + "ex:T a sh:NodeShape ; sh:targetClass ex:Prson .", ANNA, ["idle-shape ex:T"]),
        (PERSON + "ex:T a sh:NodeShape ; sh:targetSubjectsOf ex:nmae .", ANNA, ["idle-shape ex:T"]),
        (PERSON + "ex:T a sh:NodeShape ; sh:targetObjectsOf ex:knows .", ANNA, ["idle-shape ex:T"]),
        (PERSON + "ex:T a sh:NodeShape ; sh:targetNode ex:bob .", ANNA, ["idle-shape ex:T"]),
        (PERSON + "ex:T a sh:NodeShape, rdfs:Class .", ANNA, ["idle-shape ex:T"]),
        (PERSON + "ex:T a sh:NodeShape, rdfs:Class .", ANNA + "ex:anna a ex:T .", []),
        (PERSON + "ex:T a sh:NodeShape ; sh:targetNode ex:anna .", ANNA, []),
        (PERSON + "ex:T a sh:NodeShape ; sh:targetClass ex:Agent .", ANNA + "ex:Person rdfs:subClassOf ex:Agent .", []),
        (PERSON + "ex:T a sh:NodeShape ; sh:nodeKind sh:IRI .", ANNA, ["unused-shape ex:T"]),
        (PERSON + "ex:T a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 .", ANNA, ["unused-shape ex:T"]),
        (PERSON + "ex:S sh:node ex:T . ex:T a sh:NodeShape ; sh:nodeKind sh:IRI .", ANNA, []),
        (PERSON + "ex:S sh:or ( ex:T ex:U ) . ex:T a sh:NodeShape . ex:U a sh:NodeShape .", ANNA, []),
        (PERSON + "ex:T a sh:NodeShape ; sh:targetClass ex:Person ; sh:deactivated true .", ANNA, ["inactive-shape ex:T"]),
        (PERSON.replace("ex:Person", "ex:Prson"), ANNA, ["idle-shape ex:S", "nothing-checked", "unchecked-class ex:Person"]),
        ("", ANNA, ["nothing-checked", "unchecked-class ex:Person", "unchecked-property ex:name"]),
        (PERSON, "", ["idle-shape ex:S"]),
        # Classes
        (PERSON, ANNA + "ex:rome a ex:City ; ex:name 'Rome' .", ["unchecked-class ex:City"]),
        (PERSON, ANNA + "ex:anna a ex:Cook .", []),  # checked as a person
        (PERSON, ANNA + "ex:bob a ex:Cook . ex:Cook rdfs:subClassOf ex:Person .", []),
        (PERSON, ANNA + "ex:Person a rdfs:Class ; rdfs:label 'person' . ex:name a rdf:Property .", []),  # the language of the data
        (PERSON + "ex:T sh:targetObjectsOf ex:name ; sh:nodeKind sh:IRI .", ANNA + "ex:bob a ex:Person ; ex:name ex:n . ex:n a ex:Name .", []),
        (PERSON + "ex:S sh:property [ sh:path ex:at ; sh:node ex:T ] . ex:T sh:minLength 1 .", ANNA + "ex:anna ex:at ex:rome . ex:rome a ex:City .", []),
        # Properties
        (PERSON, ANNA + "ex:anna ex:age 5 .", ["unchecked-property ex:age"]),
        (PERSON + "ex:S sh:property [ sh:path [ sh:inversePath ex:age ] ] .", ANNA + "ex:anna ex:age 5 .", []),
        (PERSON + "ex:S sh:property [ sh:path ex:name ; sh:disjoint ex:age ] .", ANNA + "ex:anna ex:age 5 .", []),
        (PERSON + "ex:S sh:closed true ; sh:ignoredProperties ( ex:age ) .", ANNA + "ex:anna ex:age 5 .", []),
        (
            PERSON + "ex:S sh:sparql [ sh:select 'SELECT $this WHERE { $this <http://example.org/age> 1 }' ] .",
            ANNA + "ex:anna ex:age 5 .",
            [],
        ),
        (
            PERSON + "ex:S sh:property [ sh:path ex:age ; sh:minCount 1 ; sh:deactivated true ] .",
            ANNA + "ex:anna ex:age 5 .",
            ["inactive-shape _:", "unchecked-property ex:age"],
        ),
        # Resources without a class
        (PERSON, ANNA + "ex:bob ex:name 'Bob' .", ["untargeted-resource ex:bob"]),
        (PERSON, ANNA + "ex:anna ex:name [ ex:name 'x' ] .", ["untargeted-resource _:"]),
        (PERSON + "ex:T sh:targetSubjectsOf ex:name ; sh:nodeKind sh:IRI .", ANNA + "ex:bob ex:name 'Bob' .", []),
        (PERSON + "ex:T sh:targetNode ex:bob ; sh:nodeKind sh:IRI .", ANNA + "ex:bob ex:name 'Bob' .", []),
        (PERSON + "ex:S sh:property [ sh:path ex:name ; sh:node ex:N ] . ex:N sh:minLength 1 .", ANNA + "ex:anna ex:name [ ex:name 'x' ] .", []),
        (PERSON, ANNA + "ex:anna ex:name ( 1 2 ) .", []),
    ],
)  # fmt: skip
def test_gaps(shapes: str, data: str, gaps: list[str], tmp_path: Path) -> None:
    assert seen(observed(data, shapes, tmp_path)) == gaps


def test_a_gap_is_told_once_with_its_number_and_a_triple(tmp_path: Path) -> None:
    data = ANNA + "".join(f"ex:c{number} a ex:City ; ex:size {number} ." for number in range(5))
    city, size = sorted(observed(data, PERSON, tmp_path), key=lambda each: each.code)
    assert english(city) == "No shape checks the class <http://example.org/City> (resources of it that nothing checks: 5)."
    assert english(size) == "No shape checks the property <http://example.org/size> (times used: 5)."
    store = store_of(data)
    for gap in (city, size):
        assert [lang for lang, _ in gap.messages] == ["en", "de", "fr"]
        assert isinstance(gap.focus, ox.NamedNode)
        assert list(store.quads_for_pattern(gap.focus, gap.path, gap.value))
        assert gap.where == "data"


def test_what_stands_in_graphs_that_are_not_judged_counts_for_targets_only(tmp_path: Path) -> None:
    store = ox.Store()
    here, there = ox.NamedNode("http://example.org/g"), ox.NamedNode("http://example.org/h")
    store.extend([ox.Quad(q.subject, q.predicate, q.object, here) for q in store_of("ex:bob ex:name 'Bob' .")])
    store.extend([ox.Quad(q.subject, q.predicate, q.object, there) for q in store_of("ex:bob a ex:Person . ex:rome a ex:City ; ex:size 1 .")])
    shapes = shapes_of(PERSON, tmp_path)
    follow = followed(shapes)
    assert seen(coverage(store, shapes, usage(store, [here], follow))) == []
    assert "unchecked-class ex:City" in seen(coverage(store, shapes, usage(store, [here, there], follow)))


def test_severities_are_chosen_by_whose_data_they_are(tmp_path: Path) -> None:
    shapes, store = shapes_of(PERSON.replace("Person", "Prson"), tmp_path), store_of(ANNA)
    used = usage(store, follow=followed(shapes))
    found = {name: {each.code: each.severity for each in coverage(store, shapes, used, table)} for name, table in (("d", DEFAULT), ("o", OWN), ("f", FOREIGN))}
    assert found["d"] == {"nothing-checked": "violation", "idle-shape": "warning", "unchecked-class": "info"}
    assert set(found["o"].values()) == {"violation"}
    assert found["f"]["idle-shape"] == "info"


def test_the_shipped_data_have_no_gap() -> None:
    assets = find_assets()
    snapshot = load_shipped(assets)
    shapes = Shapes.load([assets.shapes])
    graphs = [ox.NamedNode(graph) for graph in snapshot.files if "/graph/data/" in graph]
    assert len(graphs) > 50
    assert [english(each) for each in gates(snapshot.store, shapes, graphs, OWN)] == []
    # The gates see a gap there if there is one.
    planted = ox.Quad(
        ox.NamedNode("https://w3id.org/urbansec/id/city/essen"), ox.NamedNode("https://w3id.org/urbansec/ontology#popluation"), ox.Literal("1"), graphs[0]
    )
    snapshot.store.add(planted)
    assert seen(gates(snapshot.store, shapes, graphs, OWN)) == ["undeclared-term urb:popluation"]


def test_a_million_triples_take_two_seconds(tmp_path: Path) -> None:
    """Measured on a tenth of it, with room for a busy machine; the benchmark page has the figures."""
    lines = []
    for number in range(12_500):
        subject = f"<http://example.org/p/{number}>"
        lines.append(f"{subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/C{number % 20}> .")
        lines += [f'{subject} <http://example.org/q{k}> "{number} {k}" .' for k in range(3)]
        lines += [f"{subject} <http://example.org/r{k}> <http://example.org/p/{(number * 7 + k) % 12_500}> ." for k in range(4)]
    store = ox.Store()
    store.bulk_load("\n".join(lines).encode(), ox.RdfFormat.N_TRIPLES)
    shapes = shapes_of(PERSON.replace("ex:Person", "ex:C1"), tmp_path)
    started = time.process_time()
    found = list(gates(store, shapes))
    took = time.process_time() - started
    assert len(store) == 100_000
    assert len(found) == 19 + 7
    assert took < 1.0
