"""Shapes with a mistake are refused: the message names the shape, the file, what is wrong and what to do."""

from pathlib import Path

import pytest

from urbansec.errors import InputFilesError
from urbansec.validation.engines import validate
from urbansec.validation.shapes import ShapeProblem, Shapes, ShapesError

HEAD = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPE = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; "
MISTAKES = {
    "no path": ("ex:S a sh:PropertyShape ; sh:targetClass ex:C ; sh:minCount 1 .", "without a sh:path", "Add the sh:path"),
    "two paths": ("ex:S a sh:PropertyShape ; sh:path ex:p, ex:q ; sh:minCount 1 .", "has 2 paths", "one property shape for each"),
    "path of a node shape": ("ex:S a sh:NodeShape ; sh:path ex:p ; sh:minCount 1 .", "is a sh:NodeShape and has a sh:path", "sh:PropertyShape"),
    "path is text": ('ex:S a sh:PropertyShape ; sh:path "p" .', "neither a property nor", "A path is a property"),
    "path is empty": ("ex:S a sh:PropertyShape ; sh:path () .", "neither a property nor", "A path is a property"),
    "sequence of one": ("ex:S a sh:PropertyShape ; sh:path ( ex:p ) .", "a list of 1", "two or more"),
    "path without operator": ("ex:S a sh:PropertyShape ; sh:path [ ex:inverse ex:p ] .", "without sh:inversePath", "square brackets"),
    "path with two operators": ("ex:S a sh:PropertyShape ; sh:path [ sh:inversePath ex:p ; sh:zeroOrMorePath ex:q ] .", "more than one operator", ""),
    "path in a circle": ("ex:S a sh:PropertyShape ; sh:path _:p . _:p sh:inversePath _:p .", "leads back to itself", ""),
    "count is text": (SHAPE + 'sh:property [ sh:path ex:p ; sh:minCount "x" ] .', 'is "x"', "whole number without quotes"),
    "count is negative": (SHAPE + "sh:property [ sh:path ex:p ; sh:maxCount -1 ] .", '"-1"', "0 or more"),
    "count is a decimal": (SHAPE + "sh:property [ sh:path ex:p ; sh:maxCount 1.5 ] .", '"1.5"', "whole number"),
    "two counts": (SHAPE + "sh:property [ sh:path ex:p ; sh:maxCount 1, 2 ] .", "has 2 values of sh:maxCount", "Keep one"),
    "count without path": (SHAPE + "sh:minCount 1 .", "has sh:minCount but no sh:path", "Add a sh:path"),
    "misspelt property": (SHAPE + "sh:proprety [ sh:path ex:p ] .", "uses sh:proprety", "Did you mean sh:property?"),
    "misspelt count": (SHAPE + "sh:property [ sh:path ex:p ; sh:mincount 1 ] .", "uses sh:mincount", "Did you mean sh:minCount?"),
    "misspelt node kind": (SHAPE + "sh:nodeKind sh:Iri .", "uses sh:Iri", "Did you mean sh:IRI?"),
    "unlike anything": (SHAPE + "sh:qqqqqq 1 .", "uses sh:qqqqqq", "vocabulary"),
    "node kind": (SHAPE + "sh:nodeKind ex:IRI .", "is http://example.org/IRI", "sh:BlankNode"),
    "property of nothing": (SHAPE + "sh:property ex:Missing .", "of which the shapes say nothing", "Declare it"),
    "property nearly named": (
        SHAPE + "sh:property ex:Somthing . ex:Something a sh:PropertyShape ; sh:path ex:p .",
        "say nothing",
        "Did you mean http://example.org/Something?",
    ),
    "property without path": (SHAPE + "sh:property ex:N . ex:N a sh:NodeShape ; sh:class ex:C .", "which has no sh:path", "use sh:node"),
    "property is text": (SHAPE + 'sh:property "p" .', "no shape", "Name a shape"),
    "list without brackets": (SHAPE + "sh:in ex:a .", "is no list", "Write sh:in ( … )"),
    "or without brackets": (SHAPE + "sh:or [ sh:class ex:C ] .", "is no list", "Write sh:or ( … )"),
    "list in a circle": (
        SHAPE + "sh:in _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .",
        "leads back to itself",
        "",
    ),
    "pattern": (SHAPE + 'sh:pattern "(" .', "unterminated", "Mend the regular expression"),
    "pattern with a language": (SHAPE + 'sh:pattern "a"@en .', "(en)", "plain string"),
    "flags alone": (SHAPE + 'sh:flags "i" .', "sh:flags and no sh:pattern", "Add the pattern"),
    "flag is text": (SHAPE + 'sh:closed "yes" .', '"yes"', "true or false"),
    "class is text": (SHAPE + 'sh:class "C" .', '"C"', "Write the IRI"),
    "target is text": ('ex:S a sh:NodeShape ; sh:targetClass "C" .', '"C"', "Write the IRI"),
    "target is nameless": ("ex:S a sh:NodeShape ; sh:targetNode [] .", "a blank node", "Name a node"),
    "message is a number": (SHAPE + "sh:message 1 .", '"1"', "Write a text"),
    "limit is an IRI": (SHAPE + "sh:minInclusive ex:one .", "http://example.org/one", "a number or a date"),
    "JavaScript": (SHAPE + "sh:js [ a sh:JSConstraint ] .", "JavaScript", "in SPARQL"),
    "no query": (SHAPE + 'sh:sparql [ sh:message "x" ] .', "has no sh:select", "Add the query"),
    "bad query": (SHAPE + 'sh:sparql [ sh:select "SELECT $this WHERE { $this" ] .', "is no SPARQL", "Mend the query"),
    "undeclared prefix": (SHAPE + 'sh:sparql [ sh:select "SELECT $this WHERE { $this ex:p 1 }" ] .', "is no SPARQL", "sh:prefixes"),
    "another form": (SHAPE + 'sh:sparql [ sh:select "ASK { $this ?p 1 }" ] .', "another form", "Write SELECT"),
    "a circle": (SHAPE + "sh:node ex:T . ex:T a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:node ex:S ] .", "in a circle", "break the circle"),
    "a shape that needs itself": (SHAPE + "sh:not ex:S .", "in a circle: http://example.org/S → http://example.org/S", "break the circle"),
    "a circle through a list": (SHAPE + "sh:or ( [ sh:class ex:C ] [ sh:node ex:S ] ) .", "in a circle", "break the circle"),
}


def problems(text: str, tmp_path: Path) -> tuple[ShapeProblem, ...]:
    """What is told of a file with ``text``."""
    file = tmp_path / "shapes.ttl"
    file.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(ShapesError) as caught:
        Shapes.load([file])
    return caught.value.problems


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(mistake: str, tmp_path: Path) -> None:
    text, what, hint = MISTAKES[mistake]
    found = problems(text, tmp_path)
    (told,) = [problem for problem in found if what in problem.message]
    assert hint in told.hint
    assert told.file == str(tmp_path / "shapes.ttl")
    assert told.shape is not None
    assert str(told).startswith(str(tmp_path / "shapes.ttl") + ": ")
    assert "\n" not in told.message


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = problems(SHAPE + 'sh:pattern "(" ; sh:property [ sh:path ex:p ; sh:minCount "x" ] , ex:Missing .', tmp_path)
    assert len(found) == 3


def test_a_nameless_shape_is_told_by_its_path_and_the_shape_it_belongs_to(tmp_path: Path) -> None:
    (found,) = problems(SHAPE + 'sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:minCount "x" ] .', tmp_path)
    assert found.message.startswith("sh:minCount of the shape for ^http://example.org/p in http://example.org/S is")


def test_a_file_that_does_not_parse_hides_no_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text("ex:S a", encoding="utf-8")
    with pytest.raises(InputFilesError) as caught:
        Shapes.load([tmp_path])
    assert {Path(problem.file).name for problem in caught.value.problems} == {"a.ttl", "b.ttl"}


@pytest.mark.parametrize("file", ["foaf", "skos", "dcat"])
def test_shapes_without_mistakes_load(file: str) -> None:
    shapes = Shapes.load([Path(__file__).parents[1] / "shapes-of-others" / file / "shapes.ttl"])
    assert shapes.count >= 3
    assert len(shapes) > 20


def test_the_vocabulary_itself_may_be_among_the_files(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    text = SHAPE + "sh:class ex:C . ex:More <http://www.w3.org/2000/01/rdf-schema#isDefinedBy> sh: . ex:T a sh:NodeShape ; sh:newTerm 1 ; sh:class ex:C ."
    file.write_text(HEAD + text, encoding="utf-8")
    assert len(Shapes.load([file])) == 2


def test_patterns_of_xpath_that_python_does_not_know_are_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(HEAD + 'ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:pattern "^\\\\p{L}+$" ] .', encoding="utf-8")
    data = tmp_path / "data.ttl"
    data.write_text(HEAD + 'ex:a ex:p "Köln" . ex:b ex:p "4711" .', encoding="utf-8")
    assert [str(result.focus) for result in validate(data, Shapes.load([file]))] == ["<http://example.org/b>"]
