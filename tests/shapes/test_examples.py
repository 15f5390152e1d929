"""The examples: what must conform does, and what must fail is reported exactly as its file announces."""

from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SH

from .graphs import (
    COMPONENTS,
    FAIL_FILES,
    ID,
    NETWORK,
    PASS_FILES,
    TERM_FILES,
    URBSH,
    Constraint,
    Finding,
    constraints,
    derive,
    expected,
    helpers,
    load,
    read,
    shapes_graph,
    subjects,
    union,
    unproved,
    validate,
)

CONSTRAINTS = 365  # how many there are; change it together with the shapes and with fail/


def test_the_network_conforms(network: Graph) -> None:
    assert validate(network) == Counter()


def test_everything_that_must_pass_conforms(passing: Graph) -> None:
    assert validate(passing) == Counter()


@pytest.mark.parametrize("path", FAIL_FILES, ids=lambda path: path.stem)
def test_a_failing_file_reports_what_it_announces(path: Path, reported: dict[Path | None, Counter[Finding]]) -> None:
    assert reported[path] == expected(path)


def test_nothing_is_reported_for_other_resources(reported: dict[Path | None, Counter[Finding]]) -> None:
    assert reported[None] == Counter()


@pytest.mark.parametrize("path", FAIL_FILES[::60], ids=lambda path: path.stem)
def test_a_failing_file_reports_the_same_when_it_is_alone(path: Path) -> None:
    assert validate(union(derive(load([*TERM_FILES, NETWORK, path])))) == expected(path)


@pytest.mark.parametrize("path", FAIL_FILES, ids=lambda path: path.stem)
def test_a_failing_file_is_named_after_its_shape(path: Path) -> None:
    shape, _, what = path.stem.partition("--")
    assert what
    assert next(iter(expected(path))).shape == f"urbsh:{shape}"


@pytest.mark.parametrize("files", [FAIL_FILES, PASS_FILES], ids=["fail", "pass"])
def test_no_file_knows_of_another(files: tuple[Path, ...]) -> None:
    owners = {path: subjects(path) for path in files}
    known = subjects(NETWORK)
    owned = [subject for path in files for subject in owners[path]]
    assert len(owned) == len(set(owned))
    assert known.isdisjoint(owned)
    for path in files:
        named = {f"<{o}>" for o in read([path]).objects() if isinstance(o, URIRef) and str(o).startswith(ID)}
        assert (named - owners[path]).isdisjoint(owned), path.name


def test_every_constraint_is_broken_by_a_failing_file() -> None:
    shapes = shapes_graph()
    assert len(constraints(shapes)) == CONSTRAINTS
    assert unproved(shapes, (finding.constraint for path in FAIL_FILES for finding in expected(path))) == set()


def test_a_constraint_that_no_file_breaks_would_be_noticed() -> None:
    shapes = shapes_graph()
    proved = {finding.constraint for path in FAIL_FILES for finding in expected(path)}
    lost = Constraint("urbsh:City-geonames", "sh:MinCountConstraintComponent")
    assert unproved(shapes, proved - {lost}) == {lost}

    users = helpers(shapes)["urbsh:AcademicTitle"]
    of_the_helper = Constraint("urbsh:AcademicTitle", "sh:PatternConstraintComponent")
    assert unproved(shapes, proved - users) == users | {of_the_helper}

    turtle = "urbsh:City-lat sh:disjoint wgs:long ."
    prefixes = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in shapes.namespaces())
    new = Constraint("urbsh:City-lat", "sh:DisjointConstraintComponent")
    assert unproved(shapes + Graph().parse(data=prefixes + turtle), proved) == {new}


def test_a_change_of_the_shapes_changes_the_report(network: Graph) -> None:
    """A canary: if validation did not really look at the data, the network would conform to this, too."""
    turtle = """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix urb: <https://w3id.org/urbansec/ontology#> .
        @prefix urbsh: <https://w3id.org/urbansec/shapes#> .
        urbsh:Canary a sh:NodeShape ;
          sh:targetClass urb:TerritorialAuthority ; sh:property urbsh:Canary-name .
        urbsh:Canary-name a sh:PropertyShape ; sh:path urb:country ; sh:minCount 2 .
    """
    found = validate(network, Graph().parse(data=turtle))
    assert {finding.constraint for finding in found} == {Constraint("urbsh:Canary-name", "sh:MinCountConstraintComponent")}
    assert len(found) == 5  # two cities, a region, a county and an intermunicipal authority


@pytest.mark.parametrize(
    "helper",
    sorted(helpers(shapes_graph()).keys() & {constraint.shape for constraint in constraints(shapes_graph())}),
)
def test_every_constraint_of_a_helper_matters(helper: str) -> None:
    """A helper is only seen through its users, so each of its constraints is taken away once."""
    shapes = Graph() + shapes_graph()
    users = {URIRef(user.shape.replace("urbsh:", URBSH)) for user in helpers(shapes)[helper]}
    hosts = users | {host for user in users for host in shapes.subjects(SH.property, user)}
    for target in (SH.targetClass, SH.targetSubjectsOf):
        for shape, value in list(shapes.subject_objects(target)):
            if shape not in hosts:  # for speed alone
                shapes.remove((shape, target, value))
    files = [path for path in FAIL_FILES if URIRef(f"{URBSH}{path.stem.partition('--')[0]}") in users]
    data = union(derive(load([*TERM_FILES, NETWORK, *files])))
    found = validate(data, shapes)
    assert found
    node = URIRef(helper.replace("urbsh:", URBSH))
    for parameter, value in list(shapes.predicate_objects(node)):
        if parameter in COMPONENTS:
            shapes.remove((node, parameter, value))
            assert validate(data, shapes) != found, f"{helper} would do without {parameter}"
            shapes.add((node, parameter, value))
