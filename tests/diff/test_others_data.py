"""RDF that is not ours: told by its labels and prefixes; nameless things as changes of what they belong to."""

from pathlib import Path

import pytest

from urbansec.diff.run import diff
from urbansec.errors import InputFilesError

from .support import ASSETS, compare

FOAF = "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n@prefix ex: <http://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
ALICE = 'ex:alice foaf:name "Alice" ; foaf:knows ex:bob ; ex:home [ ex:city "Paris" ; ex:geo [ ex:lat 48.8 ; ex:long 2.3 ] ] .\nex:bob foaf:name "Bob" .\n'


def sentences(folder: Path, old: str, new: str) -> list[str]:
    difference = compare(folder, FOAF + old, FOAF + new)
    assert {sentence.kind for sentence in difference.sentences} <= {"resource"}
    assert (difference.findings, difference.answers) == (None, None)
    return [sentence.text for sentence in difference.sentences]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ALICE, ALICE.replace("ex:bob ;", "ex:carol ;"), ["Alice (ex:alice): foaf:knows changed from Bob to ex:carol"]),
        (ALICE, ALICE.replace('"Paris"', '"Lyon"'), ["Alice (ex:alice): ex:home changed inside: ex:city from “Paris” to “Lyon”"]),
        (ALICE, ALICE.replace("ex:lat 48.8", "ex:lat 45.7"), ["Alice (ex:alice): ex:home changed inside: ex:geo / ex:lat from 48.8 to 45.7"]),
        (ALICE, ALICE.replace(" ; ex:long 2.3", ""), ["Alice (ex:alice): ex:home changed inside: ex:geo / ex:long 2.3 removed"]),
        (ALICE, ALICE + "ex:knows rdfs:label 'knows' .", ["New resource: knows (ex:knows)"]),
        (ALICE + "ex:bob a foaf:Person .", ALICE, ["Bob (ex:bob): type foaf:Person removed"]),
        ("ex:a ex:p ( 1 2 ) .", "ex:a ex:p ( 1 3 ) .", ["ex:a: ex:p changed from (1 2) to (1 3)"]),
        ("ex:a ex:p 1 .", 'ex:a ex:p "1" .', ["ex:a: ex:p changed from 1 to “1”"]),
        ("ex:a ex:p 1.0 .", "ex:a ex:p 1e0 .", ["ex:a: ex:p changed from 1.0 to 1e0"]),
        ("", "[] a foaf:Person .", ["A resource without a name was added: [type foaf:Person]"]),
        ("ex:a ex:p 1 .", "ex:a ex:p 1 . <http://other.example/x y> ex:p 1 .".replace("x y", "x-y"), ["New resource: <http://other.example/x-y>"]),
    ],
)
def test_wording(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert sentences(tmp_path, old, new) == expected


def test_graphs_are_named(tmp_path: Path) -> None:
    difference = compare(tmp_path, "<http://e/g> { <http://e/s> <http://e/p> 1 . }", "<http://e/h> { <http://e/s> <http://e/p> 1 . }", ".trig")
    assert sorted(sentence.text for sentence in difference.sentences) == [
        "<http://e/s>: <http://e/p> 1 added (in graph <http://e/h>)",
        "<http://e/s>: <http://e/p> 1 removed (in graph <http://e/g>)",
    ]


def test_what_moves_from_file_to_file_is_a_note(tmp_path: Path) -> None:
    for side, names in (("a", ("one", "two")), ("b", ("two", "one"))):
        (tmp_path / side).mkdir()
        for name, subject in zip(names, ("s", "t"), strict=True):
            (tmp_path / side / f"{name}.ttl").write_text(f"<http://e/{subject}> <http://e/p> 1 .\n")
    difference = diff(ASSETS, str(tmp_path / "a"), str(tmp_path / "b"))
    assert difference.is_empty
    assert [(move.before, move.after, move.subjects) for move in difference.moved] == [
        ("one.ttl", "two.ttl", ("http://e/s",)),
        ("two.ttl", "one.ttl", ("http://e/t",)),
    ]


def test_formats_are_compared_with_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text('<http://e/s> <http://e/p> "x"@en, [ <http://e/q> 1 ] .')
    (tmp_path / "b.nt").write_text(
        '_:n <http://e/q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n<http://e/s> <http://e/p> _:n .\n<http://e/s> <http://e/p> "x"@en .\n'
    )
    assert diff(ASSETS, str(tmp_path / "a.ttl"), str(tmp_path / "b.nt")).is_empty


def test_files_that_do_not_parse_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text("<http://e/s> <http://e/p> 1 .")
    (tmp_path / "bad").mkdir()
    for name in ("one.ttl", "two.ttl"):
        (tmp_path / "bad" / name).write_text("<http://e/s>\n<http://e/p> .")
    with pytest.raises(InputFilesError) as problems:
        diff(ASSETS, str(tmp_path / "good.ttl"), str(tmp_path / "bad"))
    assert [problem.line for problem in problems.value.problems] == [2, 2]
