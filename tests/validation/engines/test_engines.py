"""What both engines do alike: labels, paths, severities, messages; and what neither takes."""

from pathlib import Path

import pyoxigraph as ox
import pyshacl.constraints
import pytest
import rdflib

from tests.validation.engines import generated
from urbansec.errors import InputFilesError, UrbansecError
from urbansec.validation.engines import DataUnsupportedError, Name, Result, validate
from urbansec.validation.engines.quicker import hasten
from urbansec.validation.shapes import Shapes, ShapesError

BOTH = pytest.mark.parametrize("engine", ["fast", "pyshacl"])
EX = "http://example.org/"


def run(engine: Name, shapes: str, data: str) -> list[Result]:
    """The results for Turtle texts."""
    return validate(generated.triples(data.splitlines()), generated.read(generated.PREFIXES + shapes), engine)


def test_a_pyshacl_that_keeps_its_parameters_elsewhere_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hasten(), "the one that is locked is made quicker"
    monkeypatch.delattr(pyshacl.constraints, "CONSTRAINT_PARAMETERS_MAP")
    assert not hasten()


@BOTH
def test_blank_nodes_keep_the_labels_of_the_data(engine: Name) -> None:
    data = 'ex:x ex:q "_:fake <urn:x> _:no" .\n_:b9 ex:p _:b1 .\n_:b1 ex:p _:z.z .\n_:z.z ex:p "1" .\nex:a ex:p _:b0 .\n[] ex:p 5 .'
    found = run(engine, "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:class ex:C ] .", data)
    pairs = {(str(result.focus), str(result.value)) for result in found}
    assert {("_:b9", "_:b1"), ("_:b1", "_:z.z"), ("_:z.z", '"1"'), (f"<{EX}a>", "_:b0")} < pairs
    assert len(found) == 5


@BOTH
def test_blank_nodes_stay_blank(engine: Name) -> None:
    found = run(engine, "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:closed true ; sh:nodeKind sh:BlankNode .", "_:a ex:p 1 .\nex:b ex:p 1 .")
    assert sorted((str(r.focus), r.component.rpartition("#")[2]) for r in found) == [
        (f"<{EX}b>", "ClosedConstraintComponent"),
        (f"<{EX}b>", "NodeKindConstraintComponent"),
        ("_:a", "ClosedConstraintComponent"),
    ]


@BOTH
def test_blank_nodes_keep_the_labels_of_the_shapes(engine: Name) -> None:
    text = """ex:S sh:targetSubjectsOf ex:p ; sh:property _:inner ; sh:sparql _:query .
      _:inner sh:path ex:p ; sh:maxCount 0 .
      _:query sh:select "SELECT $this WHERE { $this ?p 1 }" ."""
    shapes = Shapes(q.triple for q in ox.parse((generated.PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE))
    by_rule, by_query = validate(generated.triples(["ex:a ex:p 1 ."]), shapes, engine)[::-1]
    assert (str(by_rule.shape), by_rule.constraint) == ("_:inner", None)
    assert (str(by_query.shape), str(by_query.constraint)) == (f"<{EX}S>", "_:query")


@BOTH
def test_paths_are_told_in_the_notation_of_sparql(engine: Name) -> None:
    text = """ex:S a sh:NodeShape ; sh:targetNode ex:a ;
      sh:property [ sh:path ( ex:p [ sh:zeroOrMorePath [ sh:alternativePath ( ex:q [ sh:inversePath rdfs:label ] ) ] ] ) ; sh:minCount 1 ] ;
      sh:property [ sh:path [ sh:inversePath ( ex:p ex:q ) ] ; sh:minCount 1 ] ;
      sh:property [ sh:path rdfs:label ; sh:minCount 1 ] ."""
    found = {str(result.path): [p.value for p in result.predicates] for result in run(engine, text, "ex:a ex:z 1 .")}
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    assert found == {
        f"<{EX}p>/(<{EX}q>|^rdfs:label)*": [f"{EX}p", f"{EX}q", label],
        f"^(<{EX}p>/<{EX}q>)": [f"{EX}p", f"{EX}q"],
        f"<{label}>": [label],
    }


@BOTH
def test_severities_and_messages_come_from_the_shapes(engine: Name) -> None:
    text = """ex:S a sh:NodeShape ; sh:targetNode ex:a ;
      sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "gone"@en, "fehlt"@de, "?" ] ;
      sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:severity sh:Info ] ;
      sh:property [ sh:path ex:r ; sh:minCount 1 ; sh:severity ex:Terrible ] ;
      sh:sparql [ sh:message "{?value} of {$this}"@en , "{?value} bei {$this}"@de ; sh:select "SELECT $this (7 AS ?value) WHERE { $this ?p ?o }" ] ."""
    found = {result.component.rpartition("#")[2] + str(result.path or ""): result for result in run(engine, text, "ex:a ex:z 1 .")}
    told = {name: (result.severity, result.messages) for name, result in found.items()}
    assert told == {
        f"MinCountConstraintComponent<{EX}p>": ("warning", (("", "?"), ("de", "fehlt"), ("en", "gone"))),
        f"MinCountConstraintComponent<{EX}q>": ("info", ()),
        f"MinCountConstraintComponent<{EX}r>": ("violation", ()),
        "SPARQLConstraintComponent": ("violation", (("de", f"7 bei {EX}a"), ("en", f"7 of {EX}a"))),
    }


@BOTH
def test_literals_come_back_as_they_were_written(engine: Name) -> None:
    values = [
        '"007"^^xsd:integer',
        '"1.50"^^xsd:decimal',
        '"maybe"^^xsd:boolean',
        '" a "^^xsd:token',
        '"a\\n\\"b\\"\\\\"',
        '"x"@de-at',
        '"2015-02-30"^^xsd:date',
    ]
    found = run(engine, "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:nodeKind sh:IRI ] .", "\n".join(f"ex:a ex:p {v} ." for v in values))
    wanted = {str(t.object) for t in generated.triples([f"ex:a ex:p {v} ." for v in values])}
    assert {str(result.value) for result in found} == wanted


@BOTH
def test_a_triple_stated_twice_is_one(engine: Name) -> None:
    assert run(engine, "ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .", "ex:a ex:p 1 .\nex:a ex:p 1 .") == []


@BOTH
def test_a_file_is_read_like_its_triples(engine: Name, tmp_path: Path) -> None:
    lines = ["ex:a ex:p _:b .", '_:b ex:p "ü" .']
    shapes = generated.read(f"{generated.PREFIXES} ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:maxCount 0 ] .")
    plain = tmp_path / "data.nt"
    plain.write_text("".join(f"{triple} .\n" for triple in generated.triples(lines)), encoding="utf-8")
    turtle = tmp_path / "data.ttl"
    turtle.write_text(generated.PREFIXES + "\n".join(lines), encoding="utf-8")
    assert validate(plain, shapes, engine) == validate(generated.triples(lines), shapes, engine)
    assert len(validate(turtle, shapes, engine)) == 2


@BOTH
@pytest.mark.parametrize("name", ["data.nt", "data.ttl"])
def test_a_file_that_does_not_parse_is_named(engine: Name, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("<urn:a> <urn:b> .", encoding="utf-8")
    shapes = generated.read(f"{generated.PREFIXES} ex:S sh:targetNode ex:a ; sh:nodeKind sh:IRI .")
    with pytest.raises(UrbansecError, match=r"data\.(nt|ttl)"):
        validate(tmp_path / name, shapes, engine)


@BOTH
def test_triples_about_triples_are_refused(engine: Name) -> None:
    inner = ox.Triple(ox.NamedNode(f"{EX}a"), ox.NamedNode(f"{EX}p"), ox.NamedNode(f"{EX}b"))
    outer = ox.Triple(ox.NamedNode(f"{EX}c"), ox.NamedNode(f"{EX}p"), inner)
    with pytest.raises(DataUnsupportedError):
        validate([outer], generated.read(f"{generated.PREFIXES} ex:S sh:targetNode ex:a ; sh:nodeKind sh:IRI ."), engine)


@BOTH
def test_the_order_is_the_same_every_time(engine: Name) -> None:
    data = "\n".join(f"ex:n{i} ex:p {i} ." for i in range(50))
    shapes = "ex:S sh:targetSubjectsOf ex:p ; sh:property ex:P . ex:P sh:path ex:p ; sh:minCount 2 ."
    once, again = run(engine, shapes, data), run(engine, shapes, "\n".join(reversed(data.splitlines())))
    assert once == again
    assert len(once) == 50


def test_rdflib_is_left_as_it_was() -> None:
    before = rdflib.NORMALIZE_LITERALS
    run("pyshacl", "ex:S sh:targetNode ex:a ; sh:nodeKind sh:IRI .", "ex:a ex:p 1 .")
    assert rdflib.NORMALIZE_LITERALS is before


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputFilesError, match=r"nothing\.ttl"):
        Shapes.load([tmp_path / "nothing.ttl"])


def test_what_the_engine_refuses_is_an_error_of_the_shapes() -> None:
    with pytest.raises(ShapesError):
        run("fast", 'ex:S sh:targetNode ex:a ; sh:pattern "(?=a)" .', "ex:a ex:p 1 .")
