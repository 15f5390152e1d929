"""Which rows are told as one that changed, and which as one that went and another that came."""

from collections import Counter

import pytest

from urbansec.citation import Rows
from urbansec.citation.compare import compare

A, B = "<urn:a>", "<urn:b>"


@pytest.mark.parametrize(
    ("before", "after", "columns"),
    [
        ((A, '"1"', '"2"'), (A, '"1"', '"3"'), ("z",)),
        ((A, '"1"', '"2"'), (A, '"0"', '"3"'), ("y", "z")),
        ((A, '"1"', ""), (A, '"1"', '"3"'), ("z",)),
        (('"2015"', A, '"9"'), ('"2016"', A, '"9"'), None),  # the first value and a number weigh as much as what is equal
        (('"a"', '"1"', '"2"'), ('"b"', '"1"', '"2"'), None),
        ((A, '"1"', '"2"'), (B, '"1"', '"2"'), None),
        ((A, "", ""), (B, "", ""), None),
    ],
)
def test_a_row_that_is_about_the_same_has_changed(before: tuple[str, ...], after: tuple[str, ...], columns: tuple[str, ...] | None) -> None:
    found = compare(("x", "y", "z"), Counter([before]), Counter([after]))
    assert (found.changed[0].columns if found.changed else None) == columns
    assert len(found.added) == len(found.removed) == (columns is None)


def test_rows_that_share_many_texts_but_nothing_that_they_are_about_are_two() -> None:
    texts = tuple(f'"{number}"' for number in range(8))
    found = compare("abcdefghi", Counter([('"one"', *texts)]), Counter([('"other"', *texts)]))
    assert (found.changed, len(found.added), len(found.removed)) == ((), 1, 1)
    found = compare("abcdefghi", Counter([('"one"', *texts[1:], A)]), Counter([('"other"', *texts[1:], A)]))
    assert found.columns == ("a",)


def test_the_most_alike_are_paired_and_each_row_once() -> None:
    before = [(A, '"1"', '"2"', '"3"'), (A, '"5"', '"6"', '"7"')]
    after = [(A, '"5"', '"6"', '"8"'), (A, '"1"', '"2"', '"4"'), (A, '"9"', '"9"', '"9"')]
    found = compare("wxyz", Counter(before), Counter(after))
    assert [(pair.before, pair.after) for pair in found.changed] == [(before[0], after[1]), (before[1], after[0])]
    assert found.added == (after[2],)
    assert found.summary() == "Rows: 1 added; 2 changed in z."


def test_equal_rows_are_counted() -> None:
    found = compare(("x",), Counter({(A,): 3, (B,): 1}), Counter({(A,): 1, (B,): 1}))
    assert (found.removed, found.added, found.is_empty) == (((A,), (A,)), (), False)
    assert compare(("x",), Counter({(A,): 3}), Counter({(A,): 3})).is_empty


def test_of_thousands_of_rows_those_that_are_about_the_same_are_paired() -> None:
    def rows(word: str) -> Rows:
        return Counter({(f"<urn:{number}>", f'"{number}"', word): 1 for number in range(2_000)})

    found = compare(("x", "y", "z"), rows('"old"'), rows('"new"'))
    assert (len(found.changed), found.columns, found.added, found.removed) == (2_000, ("z",), (), ())
    lost = compare(("x",), Counter({(f'"{number}"',): 1 for number in range(3_000)}), Counter({(f'"x{number}"',): 1 for number in range(3_000)}))
    assert (len(lost.added), len(lost.removed), lost.changed) == (3_000, 3_000, ())
