"""Ways of writing that do not matter."""

import pytest

from urbansec.letters import spelled_like
from urbansec.search.fold import LONGEST, fold, spellings


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Essen", "essen"),
        ("  KÖLN ", "koln"),
        ("Straßburg", "strassburg"),
        ("L’Hospitalet", "l hospitalet"),
        ("Białystok", "bialystok"),
        ("Århus", "arhus"),
        ("Gdan\u0301sk", "gdansk"),
        ("Ｅｓｓｅｎ", "essen"),
        ("İstanbul", "istanbul"),
        ("7th", "7"),
        ("7.", "7"),
        ("7e assemblée", "7 assemblee"),
        ("MEDI@4SEC", "medi 4sec"),
        ("Αθήνας", "αθηνασ"),
        ("_", ""),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Essen", ("essen",)),
        ("Köln", ("koln", "koeln")),
        ("Malmö", ("malmo", "malmoe")),
        ("Αθήνα", ("αθηνα", "athina")),
        ("Πειραιάς", ("πειραιασ", "peiraias")),
        ("Берлин", ("берлин", "berlin")),
        ("Київ", ("киiв".replace("i", "і"), "kiiv")),
        ("?", ()),
    ],
)
def test_spellings(text: str, forms: tuple[str, ...]) -> None:
    assert spellings(text) == forms


def test_folding_twice_changes_nothing() -> None:
    for text in ("Köln", "Épinay-sur-Seine", "ﷺ", "ẞ", "ŉ", "\u0345", "7th", "21st 22nd", "x\u0301\u0323"):
        assert fold(fold(text)) == fold(text)


def test_what_is_longer_than_any_name_is_not_read_to_its_end() -> None:
    assert len(fold("a" * 10_000)) == LONGEST


def test_what_is_spelled_alike_comes_in_the_order_of_likeness() -> None:
    known = {"members-of-forum": 1, "members-of-forums": 2, "forum-growth": 3, "persons": 4}
    assert spelled_like("member-of-forum", known) == ["members-of-forum", "members-of-forums"]
    assert spelled_like("member-of-forum", known, most=1) == ["members-of-forum"]
    assert spelled_like("personen", known) == ["persons"]
    assert spelled_like("personen", known, close=0.95) == spelled_like("", known) == []


def test_only_the_beginning_of_a_long_text_is_compared() -> None:
    """Comparing takes the more time the longer both are; an address may hold megabytes."""
    known = ["x" * 100]
    assert spelled_like("x" * 100 + "y" * 10**6, known) == known
