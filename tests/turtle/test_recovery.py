"""One mistake hides no other, and what is right around mistakes is read."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.turtle.support import BASE, ROOT, TURTLE, judge, read
from tests.turtle.test_mistakes import HEAD, ONE, found
from urbansec.errors import InputFileError, InputFilesError
from urbansec.turtle import Source, check

SWALLOWING = {"unclosed-literal", "unclosed-bracket", "merge-conflict"}


def test_two_mistakes_with_good_statements_between() -> None:
    text = HEAD + "ex:a ex:p 1 .\nex:b ex:p .\nex:c ex:p 3 .\nex:d ex:p “x” .\nex:e ex:p 5 ;\n  ex:q [ ex:r 6 ] .\n"
    assert [told[:3] for told in found(text)] == [("missing-object", 4, 11), ("smart-quotes", 6, 11)]
    assert [triple.object.value for triple in read(text).triples if isinstance(triple.object, ox.Literal)] == ["1", "3", "5", "6"]


def test_the_triples_of_all_good_statements_are_there() -> None:
    good = [f"ex:s{number} ex:p {number} ." for number in range(20)]
    bad = [
        "ex:x ex:p .",
        "ex:x ex:p “x” .",
        'ex:x ex:p "a"b" .',
        "ex:x ex:p [ ex:q 1 .",
        "zz:x ex:p 1 .",
        "ex:x ex:p <a b> .",
        "ex:x ex:p 1, .",
        "ex:x ex:p ) .",
    ]
    mixed = [line for pair in zip(good, bad * 3, strict=False) for line in pair]
    parsed = read(HEAD + "\n".join(mixed))
    survived = {triple.object for triple in parsed.triples if str(triple.subject).startswith("<http://example.org/s")}
    assert survived == {ox.Literal(number) for number in range(20)}
    lines = [Source(HEAD + "\n".join(mixed)).position(mistake.span.start)[0] for mistake in parsed.mistakes]
    # One line mends all names with a prefix that is not declared, so that is told once.
    assert lines == [line for line in range(4, 43, 2) if not mixed[line - 3].startswith("zz:") or line == 12]


@pytest.mark.parametrize("first", [case for case in ONE if case[1] not in SWALLOWING and "@prefix" not in case[0]], ids=lambda case: case[1])
@pytest.mark.parametrize("second", [ONE[0], ONE[6], ONE[24], ONE[33], ONE[72]], ids=lambda case: case[1])
def test_every_mistake_leaves_the_next_one_to_be_found(first: tuple[str, str, int, int, str], second: tuple[str, str, int, int, str]) -> None:
    text = f"{HEAD}{first[0]}\nex:between ex:p 1 .\n{second[0]}\nex:end ex:p 2 .\n"
    line = 3 + first[0].count("\n") + 2
    assert [told[:3] for told in found(text)] == [(first[1], 2 + first[2], first[3]), (second[1], line - 1 + second[2], second[3])]


@pytest.mark.parametrize("name", ["data/cities/de.ttl", "data/forums.ttl"])
def test_a_mark_taken_out_of_a_file_is_missed_where_it_was(name: str) -> None:
    """Of the dots, semicolons and commas at the ends of lines, taken out one at a time."""
    text = (ROOT / name).read_text("utf-8")
    ends = [at for at in range(1, len(text) - 1) if text[at] in ".;" and text[at + 1] == "\n" and text[at - 1] == " "]
    tried = right = 0
    for at in ends[:: max(1, len(ends) // 40)]:
        damaged = text[:at] + text[at + 1 :]
        told = check(Source(damaged), TURTLE, base_iri=BASE)
        assert told, damaged[at - 40 : at + 40]
        tried += 1
        right += len(told) == 1 and Source(damaged).position(told[0].span.start)[0] == Source(text).position(at)[0] and told[0].code.startswith("missing")
    assert tried >= 20
    assert right == tried


def test_a_file_names_all_its_mistakes(tmp_path: Path) -> None:
    from urbansec.dataset.files import DataFile, load_all, parse_all

    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "ex:a ex:p .\nex:b ex:p “x” .\n").encode())
    with pytest.raises(InputFileError) as raised:
        list(DataFile(path).quads())
    assert (raised.value.line, raised.value.column, len(raised.value.more)) == (3, 11, 1)
    assert "an object is missing" in raised.value.detail
    for load in (parse_all, lambda files: load_all(files, ox.Store())):
        with pytest.raises(InputFilesError) as several:
            load([DataFile(path)])
        assert [(problem.line, problem.column) for problem in several.value.problems] == [(3, 11), (4, 11)]
        assert str(several.value).count("a.ttl:") == 2


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    from urbansec.dataset.files import DataFile

    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xef\xbb\xbf<x:s> <x:p> 1 .")
    assert len(list(DataFile(path).quads())) == 1
    assert Source.read(path).text.startswith("<x:s>")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x1f\x8b\x08\x00abc", "1:1: The file is compressed with gzip"),
        (b"PK\x03\x04abc", "ZIP"),
        (b"\x00\x01\x02" * 50, "binary"),
        ("<x:s> <x:p> 'x' .".encode("utf-16"), "UTF-16"),
        ("# a\r\n<x:s> <x:p> 'Köln' .".encode("cp1252"), "2:15: Byte 0xF6 is not UTF-8. In Windows-1252 it would be 'ö'"),
        ("# é😀 \n\r'é".encode() + b"\x81", "3:3: Byte 0x81 is not UTF-8. Save"),
    ],
)
def test_what_is_no_text_in_utf_8(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(data)
    with pytest.raises(InputFileError) as raised:
        Source.read(path)
    assert message in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="No such file"):
        Source.read(tmp_path / "none.ttl")
    with pytest.raises(InputFileError, match="directory"):
        Source.read(tmp_path)


def test_good_texts_have_no_mistakes() -> None:
    assert judge(HEAD) == []
    assert found(HEAD) == []
    assert found("") == []


def test_two_marks_forgotten_in_one_bracket() -> None:
    text = HEAD + "ex:a ex:p [ a ex:B ex:q ex:r ex:s ] .\nex:b ex:p 1 ."
    assert [told[:3] for told in found(text)] == [("missing-semicolon", 3, 19), ("missing-comma", 3, 29)]
    assert len(read(text).triples) == 5
