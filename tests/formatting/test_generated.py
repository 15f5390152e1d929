"""The formatter on files that were made for the purpose: triples and comments stay, and a second run changes nothing."""

import re
from collections import Counter
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from urbansec.formatting import format_bytes, format_text

from .generator import Generator

BASE = "http://base.example/"
_TOKEN = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|<[^>]*>|\\.|(#[^\r\n]*)', re.DOTALL)


def comments(text: str) -> Counter[str]:
    """The comments of a text, found in another way than the formatter finds them."""
    return Counter(match[1].rstrip() for match in _TOKEN.finditer(text) if match[1] is not None)


def meaning(text: str, form: ox.RdfFormat) -> set[ox.Quad]:
    """The canonical dataset."""
    dataset = ox.Dataset(ox.parse(text.encode(), form, base_iri=BASE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def generated(seed: int) -> tuple[str, ox.RdfFormat]:
    """The file with this number: two of three are Turtle, every third has CR LF, every fifth hardly anything but comments."""
    draw = Random(seed)  # noqa: S311 - the same files every time
    make = Generator(draw, line_end="\r\n" if seed % 3 == 1 else "\n", noise=0.6 if seed % 5 == 0 else 0.15)
    return (make.trig(), ox.RdfFormat.TRIG) if seed % 3 == 0 else (make.turtle(), ox.RdfFormat.TURTLE)


@pytest.mark.parametrize("block", range(10))
def test_nothing_is_lost_and_a_second_run_changes_nothing(block: int) -> None:
    for seed in range(block * 60, block * 60 + 60):
        text, form = generated(seed)
        formatted = format_text(text)
        assert meaning(formatted, form) == meaning(text, form), seed
        assert comments(formatted) == comments(text), seed
        assert format_text(formatted) == formatted, seed


def test_the_generated_files_are_what_they_are_meant_to_be() -> None:
    """Comments in every odd place, prefixes that change their meaning, and hardly a file that is formatted already."""
    texts = [generated(seed)[0] for seed in range(600)]
    assert sum(sum(comments(text).values()) for text in texts) > 20_000
    assert sum(format_text(text) == text for text in texts) < 5
    everything = "\n".join(texts)
    for place in (r"\(\s*#", r"\[\s*#", r",\s*#", r";\s*#", r"\^\^\s*#", r"\{\s*#", r"#[^\n]*\s*\)", r"#[^\n]*\s*\]", r"@prefix\s*#", r"#[^\n]*\Z"):
        assert re.search(place, everything), place
    assert sum(len(meaning(text, generated(seed)[1])) for seed, text in enumerate(texts)) > 5_000


def test_what_is_generated_passes_the_proof(tmp_path: Path) -> None:
    for seed in range(600, 660):
        text, form = generated(seed)
        name = str(tmp_path / ("a.trig" if form == ox.RdfFormat.TRIG else "a.ttl"))
        first = format_bytes(text.encode(), name, BASE)
        assert not format_bytes(first.new, name, BASE).changed
