"""Literals that their datatype does not have are found in data of any kind, where they stand; what a shape has told is not told again."""

from pathlib import Path

from urbansec.assets import find_assets
from urbansec.validation import Job, run

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:> .
:shape a sh:NodeShape ; sh:targetSubjectsOf :day ; sh:property :day-shape .
:day-shape sh:path :day %s .
"""
DATA = """@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:> .
:a :day "2015-02-28"^^xsd:date, "2015-02-30"^^xsd:date ;
  :number 7, "007"^^xsd:integer, "seven"^^xsd:integer .
"""


def ill(tmp_path: Path, shape: str) -> list[tuple[str, int, int, str]]:
    """What is found, by code of the gate or component of the shape."""
    (tmp_path / "shapes.ttl").write_text(SHAPES % shape, "utf-8")
    (tmp_path / "data.ttl").write_text(DATA, "utf-8")
    report = run(find_assets(None), Job(data=[tmp_path / "data.ttl"], shapes=[tmp_path / "shapes.ttl"]))
    found = [f for f in report.findings if f.severity == "violation" and f.place]
    return [(f.component.rpartition("#")[2] or f.source, f.place.line, f.place.column, f.message) for f in found if f.place]


def test_impossible_values_are_found_where_they_stand(tmp_path: Path) -> None:
    found = ill(tmp_path, "")
    assert [(what, line, column) for what, line, column, _ in found] == [("ill-typed", 2, 33), ("ill-typed", 3, 34)]
    assert "2015-02-30" in found[0][3]
    assert "seven" in found[1][3]


def test_a_shape_that_has_told_it_tells_it_alone(tmp_path: Path) -> None:
    found = ill(tmp_path, "; sh:datatype xsd:date")
    assert [(what, line) for what, line, _, _ in found] == [("DatatypeConstraintComponent", 2), ("ill-typed", 3)]
