"""What means the same makes no difference, and every single change of a triple does."""

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbansec.diff.changes import count
from urbansec.formatting import format_text

from .support import compare

EX = "http://example.org/"
NAMES = st.sampled_from([ox.NamedNode(f"{EX}{name}") for name in ("a", "b", "c")])
NODES = st.sampled_from([ox.BlankNode(name) for name in ("x", "y", "z", "w")])
PREDICATES = st.sampled_from([ox.NamedNode(f"{EX}{name}") for name in ("p", "q")] + [ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")])
LITERALS = st.sampled_from([ox.Literal("1"), ox.Literal(1), ox.Literal("1", language="en"), ox.Literal("1", language="de"), ox.Literal("line\nbreak # \"'\\")])
GRAPHS = st.sampled_from([ox.DefaultGraph(), ox.DefaultGraph(), ox.NamedNode(f"{EX}g"), ox.BlankNode("g")])
QUADS = st.builds(ox.Quad, st.one_of(NAMES, NODES), PREDICATES, st.one_of(NAMES, NODES, LITERALS), GRAPHS)
DATASETS = st.sets(QUADS, min_size=1, max_size=14)


def text(quads: set[ox.Quad] | list[ox.Quad]) -> str:
    return "".join(f"{quad} .\n" for quad in quads)


def canonical(quads: set[ox.Quad]) -> set[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@settings(max_examples=150, deadline=None)
@given(DATASETS, st.randoms(use_true_random=False), st.permutations(["x", "y", "z", "w", "g"]))
def test_labels_and_order_make_no_difference(quads: set[ox.Quad], random: Random, labels: list[str]) -> None:
    renamed = dict(zip(("x", "y", "z", "w", "g"), labels, strict=True))
    lines = [re.sub(r"_:([xyzwg])\b", lambda match: f"_:n{renamed[match[1]]}", line) for line in text(quads).splitlines(keepends=True)]
    random.shuffle(lines)
    with TemporaryDirectory() as folder:
        assert compare(Path(folder), text(quads), "".join(lines), ".nq").is_empty


@settings(max_examples=300, deadline=None)
@given(quads=DATASETS, other=QUADS, taken_out=st.booleans())
def test_every_change_of_one_triple_is_found(quads: set[ox.Quad], other: ox.Quad, *, taken_out: bool) -> None:
    changed = quads - {min(quads, key=str)} if taken_out else quads | {other}
    with TemporaryDirectory() as folder:
        difference = compare(Path(folder), text(quads), text(changed), ".nq")
    assert difference.is_empty == (canonical(quads) == canonical(changed))
    if not difference.is_empty:
        assert difference.sentences
        assert sum(count(list(difference.changes)).values()) > 0


@pytest.mark.parametrize("rewrite", [format_text, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff# a comment\n" + text])
def test_layout_makes_no_difference(tmp_path: Path, rewrite: Callable[[str], str]) -> None:
    old = '@prefix ex: <http://example.org/> .\nex:s ex:q [ ex:b 1 ; ex:a ( ex:z ex:y ) ] , <rel> .\nPREFIX ex: <http://other.example/>\n[] ex:p "x"@en .\n'
    assert rewrite(old) != old
    assert compare(tmp_path, old, rewrite(old)).is_empty


def test_two_nameless_things_that_look_alike_are_counted(tmp_path: Path) -> None:
    one, two = ("<http://e/s> <http://e/p> [ <http://e/q> 1 ]" + extra + " ." for extra in ("", ", [ <http://e/q> 1 ]"))
    assert not compare(tmp_path, one, two).is_empty
    assert compare(tmp_path, two, two).is_empty
