"""The incremental mode gives the results of the full one, whatever changes."""

import random
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shapes.graphs import ROOT
from tests.validation.engines import generated
from tests.validation.engines.mutants import mutants
from urbansec.assets import Assets
from urbansec.dataset import load_shipped
from urbansec.validation.changed import affected, merged, validate_changed
from urbansec.validation.engines import Name, validate
from urbansec.validation.shapes import Shapes

NESTED = """
ex:N a sh:NodeShape ; sh:targetClass ex:B ;
  sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ; sh:property [ sh:path ex:r ; sh:class ex:A ] ] ] .
ex:M a sh:PropertyShape ; sh:targetObjectsOf ex:q ; sh:path [ sh:inversePath ( ex:q [ sh:zeroOrMorePath ex:r ] ) ] ; sh:maxCount 1 ; sh:node ex:N .
ex:Q a sh:NodeShape ; sh:targetSubjectsOf ex:p ;
  sh:property [ sh:path ex:p ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:A ] ] ;
  sh:property [ sh:path ex:p ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMaxCount 1 ;
    sh:qualifiedValueShape [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ] ] .
"""


def edited(rng: random.Random, lines: list[str]) -> list[str]:
    """Some lines gone, some new."""
    kept = [line for line in lines if rng.random() > 0.08]
    return sorted({*kept, *(generated.graph(rng, rng.randint(0, 3)))})


def check(seed: int, engine: Name) -> tuple[int, int]:
    """Compare the incremental with the full run; the number of nodes told apart, and of all subjects."""
    rng = random.Random(seed)  # noqa: S311 - data, not secrets
    lines = generated.graph(rng, rng.choice((10, 25, 40)))
    old, new = generated.triples(lines), generated.triples(edited(rng, lines))
    shapes = generated.read(generated.shapes(rng) + (NESTED if rng.random() < 0.4 else ""))
    changed, what = validate_changed(old, new, shapes, engine)
    assert what is not None
    assert Counter(merged(validate(old, shapes, engine), changed, what)) == Counter(validate(new, shapes, engine))
    assert {result.focus for result in changed} <= what.nodes
    return len(what.nodes), len({triple.subject for triple in new})


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_incremental_is_full(seed: int) -> None:
    check(seed, "fast")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_incremental_is_full_with_pyshacl(seed: int) -> None:
    try:
        check(seed, "pyshacl")
    except Exception as error:
        if "to compare a BlankNode" not in str(error):
            raise


def test_something_is_told_apart() -> None:
    """Taking every node for affected would pass the tests above."""
    sizes = [check(seed, "fast") for seed in range(60)]
    assert sum(found for found, _ in sizes) < 0.8 * sum(everything for _, everything in sizes)


def test_finding_too_few_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: whoever forgets the way back along the paths fails the tests above."""
    monkeypatch.setattr("urbansec.validation.changed._read", lambda path, changes, _: {s for p in path.predicates for s, _ in changes.having(p)})
    with pytest.raises(AssertionError):
        [check(seed, "fast") for seed in range(200)]


def test_nothing_changed() -> None:
    triples = generated.triples(["ex:a a ex:A .", "ex:a ex:p 1 ."])
    shapes = generated.read(f"{generated.PREFIXES} ex:S sh:targetClass ex:A ; sh:property [ sh:path ex:p ; sh:maxCount 0 ] .")
    changed, what = validate_changed(triples, triples, shapes)
    assert (changed, what is not None and what.nodes) == ([], frozenset())


def test_a_change_that_matters_is_followed_back() -> None:
    """The city does not change, but what it points to loses its class."""
    old = ["ex:city a ex:A .", "ex:city ex:p ex:b .", "ex:b ex:q ex:c .", "ex:c a ex:C .", "ex:other a ex:A ."]
    shapes = generated.read(f"{generated.PREFIXES} ex:S sh:targetClass ex:A ; sh:property [ sh:path ( ex:p ex:q ) ; sh:class ex:C ] .")
    changed, what = validate_changed(generated.triples(old), generated.triples([line for line in old if "ex:C" not in line]), shapes)
    assert [str(result.focus) for result in changed] == ["<http://example.org/city>"]
    assert what is not None
    assert {str(node) for node in what.nodes} == {"<http://example.org/city>"}


def test_queries_in_shapes_see_everything() -> None:
    shapes = generated.read(
        f"{generated.PREFIXES} ex:S sh:targetClass ex:A ; "
        'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o . FILTER NOT EXISTS { ?x ?y $this } }" ] .'
    )
    old, new = (generated.triples(lines) for lines in (["ex:a a ex:A .", "ex:b ex:p ex:a ."], ["ex:a a ex:A ."]))
    assert affected(old, new, shapes) is None
    changed, what = validate_changed(old, new, shapes)
    assert what is None
    assert [str(result.focus) for result in changed] == ["<http://example.org/a>"]
    assert merged(validate(old, shapes), changed, what) == changed


@pytest.fixture(scope="module")
def shipped() -> list[ox.Triple]:
    """The shipped data with all that follows from them."""
    return sorted({quad.triple for quad in load_shipped(Assets(ROOT)).store}, key=str)


def test_on_the_shipped_data(shipped: list[ox.Triple]) -> None:
    shapes = Shapes.load([Path(ROOT) / "ontology" / "shapes"])
    before = validate(shipped, shapes)
    for _, new in mutants(shipped, seed=3, count=6, at_once=8):
        changed, what = validate_changed(shipped, new, shapes)
        assert what is not None
        assert Counter(merged(before, changed, what)) == Counter(validate(new, shapes))
