"""Diagrams as pure functions: nothing overlaps, lines begin and end at boxes, the text fits, equal input gives equal output."""

from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbansec.pages.diagram import Diagram, in_words, picture
from urbansec.pages.diagram.content import Box, Row
from urbansec.pages.diagram.layout import Layout, Placed, arrange
from urbansec.pages.diagram.text import box_width, text_width


def diagram(*boxes: Box) -> Diagram:
    return Diagram("Test", "A test.", boxes)


def leads(key: str, *targets: str, parents: tuple[str, ...] = ()) -> Box:
    return Box(key=key, title=key, rows=tuple(Row(f"to{target}", target, target) for target in targets), parents=parents)


EXAMPLES = {
    "nothing": diagram(),
    "one box": diagram(leads("A")),
    "a hierarchy": diagram(leads("A"), leads("B", parents=("A",)), leads("C", parents=("A",)), leads("D", parents=("C",))),
    "a loop": diagram(leads("A", "A", "A")),
    "a circle": diagram(leads("A", "B"), leads("B", "C"), leads("C", "A")),
    "a circle of broader classes": diagram(leads("A", parents=("B",)), leads("B", parents=("A",))),
    "a long way": diagram(leads("A", "B", "D"), leads("B", "C"), leads("C", "D", "A"), leads("D")),
    "a line to nowhere": diagram(leads("A", "Nowhere", parents=("Nobody",))),
    "many at once": diagram(leads("A", *"BCDEFGHIJ"), *(leads(letter) for letter in "BCDEFGHIJ")),
    "arrows between heads": diagram(*(replace(leads(key), leads_to=tuple(targets)) for key, targets in (("a", "bc"), ("b", "c"), ("c", "")))),
}


def overlaps(one: Placed, other: Placed) -> bool:
    return one.x < other.x + other.width and other.x < one.x + one.width and one.y < other.y + other.height and other.y < one.y + one.height


def at_an_edge(x: float, y: float, layout: Layout) -> bool:
    return any((abs(x - box.x) < 0.01 or abs(x - box.x - box.width) < 0.01) and box.y <= y <= box.y + box.height for box in layout.boxes)


def through_a_box(layout: Layout) -> bool:
    """Whether an upright stretch of a line runs through a box."""
    for line in layout.lines:
        for (x, y), (x2, y2) in pairwise(line.points):
            low, high = sorted((y, y2))
            if abs(x - x2) < 0.01 and any(box.x < x < box.x + box.width and low < box.y + box.height and high > box.y for box in layout.boxes):
                return True
    return False


def check(found: Diagram) -> None:
    layout = arrange(found)
    assert [placed.box for placed in sorted(layout.boxes, key=lambda p: found.boxes.index(p.box))] == list(found.boxes)
    assert not any(overlaps(one, other) for one, other in combinations(layout.boxes, 2))
    for placed in layout.boxes:
        assert placed.x >= 0
        assert placed.y >= 0
        assert placed.x + placed.width <= layout.width
        assert placed.y + placed.height <= layout.height
        assert placed.width >= box_width(placed.box)
    for line in layout.lines:
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(line.points))
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in line.points)
        if line.head:
            assert at_an_edge(*line.points[-1], layout)
    assert not through_a_box(layout)


@pytest.mark.parametrize("name", EXAMPLES)
def test_layout(name: str) -> None:
    check(EXAMPLES[name])


NAMES = "ABCDEFG"
BOXES = st.lists(st.tuples(st.lists(st.sampled_from(NAMES), max_size=4), st.lists(st.sampled_from(NAMES), max_size=2, unique=True)), max_size=len(NAMES))


@settings(deadline=None)
@given(BOXES)
def test_any_diagram_is_laid_out(boxes: list[tuple[list[str], list[str]]]) -> None:
    check(diagram(*(leads(key, *targets, parents=tuple(parents)) for key, (targets, parents) in zip(NAMES, boxes, strict=False))))


def test_the_geometry_checks_can_fail() -> None:
    layout = arrange(EXAMPLES["a hierarchy"])
    first, second = layout.boxes[:2]
    assert overlaps(first, replace(second, x=first.x, y=first.y))
    assert not at_an_edge(first.x + 1, first.y + 1, layout)
    (x, y), middle = (first.x, first.y), first.x + first.width / 2
    assert through_a_box(replace(layout, lines=(replace(layout.lines[0], points=((middle, y - 9), (middle, y + 9), (x, y + 9))),)))


def test_every_row_with_a_target_has_a_line_to_it() -> None:
    layout = arrange(EXAMPLES["many at once"])
    assert len([line for line in layout.lines if line.head]) == 9
    target = next(placed for placed in layout.boxes if placed.box.key == "F")
    assert any(line.points[-1][0] == target.x and target.y < line.points[-1][1] < target.y + target.height for line in layout.lines)


def test_broader_classes_stand_to_the_left() -> None:
    places = {placed.box.key: placed.x for placed in arrange(EXAMPLES["a hierarchy"]).boxes}
    assert places["A"] < places["B"] == places["C"] < places["D"]


def test_the_picture_is_sound_and_always_the_same() -> None:
    odd = diagram(Box(key="x", title='<script>&"', note="a & b", rows=(Row("<i>", "]]>"),)), leads("B", "x"))
    first = picture(odd)
    assert first == picture(odd)
    root = ET.fromstring(first.svg)  # noqa: S314 - made here
    assert {'<script>&"', "a & b", "<i>", "]]>"} <= {element.text for element in root.iter()}
    assert (root.get("width"), root.get("height")) == (str(first.width), str(first.height))


def test_words_tell_every_line_and_row() -> None:
    assert in_words(EXAMPLES["a long way"]) == [
        "A has toB: B.",
        "A has toD: D.",
        "B has toC: C.",
        "C has toD: D.",
        "C has toA: A.",
    ]
    assert in_words(EXAMPLES["a hierarchy"])[0] == "B is a kind of A."
    assert in_words(EXAMPLES["arrows between heads"]) == ["a builds on b.", "a builds on c.", "b builds on c."]


def test_wide_text_is_wider_than_narrow_text() -> None:
    assert text_width("WWW", 12) > text_width("aaa", 12) > text_width("iii", 12) > 0
    assert text_width("aaa", 12, bold=True) > text_width("aaa", 12)
