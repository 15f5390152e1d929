"""Source lines with a mark: what is shown, where the caret stands, and what hostile text cannot do."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from urbansec.turtle import Source
from urbansec.validation.finding import Place
from urbansec.validation.reports.excerpt import Excerpts, Row

LINES = st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=300)


def rows(file: Path, place: tuple[int, int, int, int], width: int = 120) -> list[Row]:
    where = Place(str(file), *place)
    return Excerpts([where], width=width).of(where)


def row(tmp_path: Path, text: str, start: int, end: int, width: int = 120) -> Row:
    """The row of a one-line file whose characters from ``start`` to ``end`` (from 0) are meant."""
    file = tmp_path / "one.ttl"
    file.write_bytes(text.encode())
    (found,) = rows(file, (1, start + 1, 1, end + 1), width)
    return found


@pytest.mark.parametrize(
    ("text", "start", "end", "before", "marked", "indent", "width"),
    [
        ("a b c", 2, 3, "a ", "b", 2, 1),
        ("\tx y", 1, 2, "    ", "x", 4, 1),
        ("ab\tx", 3, 4, "ab  ", "x", 4, 1),
        ("東京 x", 3, 4, "東京 ", "x", 5, 1),
        ("x 東京", 2, 4, "x ", "東京", 2, 4),
        ("e\u0301 x", 3, 4, "e\u0301 ", "x", 2, 1),
        ("x", 1, 1, "x", "", 1, 1),
        ("a\x1b[31mred", 1, 5, "a", "␛[31", 1, 4),
        ("a\u202eb", 1, 2, "a", "<U+202E>", 1, 8),
        ("a\u200bb", 2, 3, "a<U+200B>", "b", 9, 1),
        ("a\u00a0b", 1, 2, "a", "<U+00A0>", 1, 8),
        ("שלום x", 0, 4, "", "שלום", 0, 4),
        ("a\x7f\x85", 1, 3, "a", "␡<U+0085>", 1, 9),
    ],
)
def test_the_mark_stands_under_what_is_meant(tmp_path: Path, text: str, start: int, end: int, before: str, marked: str, indent: int, width: int) -> None:
    found = row(tmp_path, text, start, end)
    assert (found.before, found.marked, found.indent, found.width) == (before, marked, indent, width)


@given(text=LINES, data=st.data(), width=st.integers(40, 120))
def test_a_row_is_safe_and_fits_and_holds_what_is_meant(tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject, width: int) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = row(tmp_path_factory.getbasetemp(), text.removeprefix("\ufeff"), start, end, width)
    shown = found.before + found.marked + found.after
    assert shown.isprintable()
    # A last character two cells wide, and signs that stand for hidden characters, may reach over by a little.
    assert sum(map(cell_len, shown)) <= width + 10
    text = text.removeprefix("\ufeff")
    meant = text[start:end]
    if meant.isprintable() and len(meant) < width // 4 and start < len(text):
        assert found.marked == meant
    if text.isprintable() and sum(map(cell_len, text)) <= width:
        assert shown == text


@pytest.mark.parametrize("at", [0, 5_000, 99_990])
def test_a_very_long_line_is_cropped_around_the_mark(tmp_path: Path, at: int) -> None:
    text = "x" * at + "<marked>" + "y" * (100_000 - at)
    found = row(tmp_path, text, at, at + 8, 80)
    shown = found.before + found.marked + found.after
    assert found.marked == "<marked>"
    assert cell_len(shown) <= 80
    assert shown.startswith("…") is (at > 0)
    assert shown.endswith("…") is (100_000 - at > 80)


def test_a_mark_longer_than_a_line_may_be_is_cut_at_its_end(tmp_path: Path) -> None:
    found = row(tmp_path, "a " * 50 + "b" * 500 + " c" * 50, 100, 600, 80)
    assert found.before.startswith("…")
    assert found.marked.startswith("bbbb")
    assert found.marked.endswith("…")
    assert found.after == ""


def test_a_crop_does_not_begin_with_a_mark_on_nothing(tmp_path: Path) -> None:
    found = row(tmp_path, "e\u0301" * 200 + "x", 400, 401, 60)
    assert not unicodedata.combining(found.before[1])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_files_end_them(tmp_path: Path, end: str) -> None:
    file = tmp_path / "ends.ttl"
    file.write_bytes(f"\ufeffone{end}two\u2028\x0btwo{end}three".encode())
    assert [(r.number, r.marked) for r in rows(file, (1, 1, 1, 4))] == [(1, "one")]
    assert [(r.number, r.marked) for r in rows(file, (3, 1, 3, 6))] == [(3, "three")]
    assert [r.before + r.marked + r.after for r in rows(file, (2, 1, 2, 2))] == ["two<U+2028>␋two"]


@given(st.lists(LINES, min_size=1, max_size=5), st.data())
def test_lines_are_those_of_the_parser_that_gives_the_places(tmp_path_factory: pytest.TempPathFactory, lines: list[str], data: st.DataObject) -> None:
    file = tmp_path_factory.getbasetemp() / "lines.ttl"
    ends = [data.draw(st.sampled_from(["\n", "\r\n", "\r"])) for _ in lines]
    text = "".join(map("".join, zip(lines, ends, strict=True)))
    file.write_bytes(data.draw(st.sampled_from(["", "\ufeff"])).encode() + text.encode())
    source = Source(text)
    for number in range(1, len(lines) + 1):
        length = len(source.line(number))
        where = Place(str(file), number, 1, number, length + 1)
        assert Excerpts([where]).text(where) == source.line(number)


def test_long_stretches_show_their_beginning_and_their_end(tmp_path: Path) -> None:
    file = tmp_path / "long.ttl"
    file.write_text("".join(f"  line {number} ;\n" for number in range(1, 31)), "utf-8")
    found = rows(file, (3, 8, 20, 5))
    assert [r.number for r in found] == [3, 4, 5, 6, 20]
    assert (found[0].before, found[0].marked) == ("  line ", "3 ;")
    assert (found[1].before, found[1].marked) == ("  ", "line 4 ;")
    assert (found[-1].before, found[-1].marked, found[-1].after) == ("  ", "li", "ne 20 ;")


def test_an_end_in_the_first_column_covers_nothing_of_its_line(tmp_path: Path) -> None:
    file = tmp_path / "end.ttl"
    file.write_text("one\ntwo\nthree\n", "utf-8")
    assert [(r.number, r.marked) for r in rows(file, (1, 1, 3, 1))] == [(1, "one"), (2, "two")]


def test_the_text_of_a_place_is_what_stands_there(tmp_path: Path) -> None:
    file = tmp_path / "text.ttl"
    file.write_bytes("a\tb\r\nc \u202e d\r\n".encode())
    for place, text in {(1, 2, 2, 3): "\tb\nc ", (2, 3, 2, 4): "\u202e", (1, 1, 2, 1): "a\tb"}.items():
        where = Place(str(file), *place)
        assert Excerpts([where]).text(where) == text
    far = Place(str(file), 1, 1, 900, 1)
    assert Excerpts([far]).text(far) == ""


def test_what_cannot_be_read_has_no_excerpt(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for file in (tmp_path / "missing", tmp_path, pipe, Path("https://example.org/graph"), Path("a\0b")):
        assert rows(file, (1, 1, 1, 2)) == []


def test_bytes_that_are_no_text_are_shown_as_such(tmp_path: Path) -> None:
    file = tmp_path / "binary"
    file.write_bytes(b"ab\xff\xfe\x00cd\n")
    (found,) = rows(file, (1, 3, 1, 4))
    assert (found.before, found.marked, found.after) == ("ab", "\ufffd", "\ufffd␀cd")


def test_a_place_after_the_last_line_is_shown_as_empty(tmp_path: Path) -> None:
    file = tmp_path / "short.ttl"
    file.write_text("one\n", "utf-8")
    (found,) = rows(file, (2, 1, 2, 1))
    assert (found.number, found.before, found.marked, found.width) == (2, "", "", 1)
    assert rows(file, (9, 1, 12, 1))[-1].marked == ""
