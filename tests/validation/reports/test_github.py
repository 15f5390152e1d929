"""Annotations and the summary of GitHub Actions."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.validation.reports.making import Made, finding, ordered, outcome, place
from urbansec.validation.finding import Severity
from urbansec.validation.reports import Options, annotations, step_summary, write
from urbansec.validation.reports.github import _escape

COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>.*?)::(?P<message>.*)\Z")


def unescape(text: str, *, of_property: bool = False) -> str:
    """What the runner makes of it: the reverse of its own escapes, ``%25`` last."""
    if of_property:
        text = text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def commands(made: Made, options: Options | None = None) -> list[tuple[str, dict[str, str], str]]:
    """Each line as the runner reads it: the command, its properties, the message."""
    found = []
    for line in write(made, "github", options).decode().splitlines():
        match = COMMAND.match(line)
        assert match, line
        pairs = dict(part.split("=", 1) for part in match["properties"].split(","))
        found.append((match["name"], {k: unescape(v, of_property=True) for k, v in pairs.items()}, unescape(match["message"])))
    return found


def many(severity: Severity, number: int, folder: Path) -> list[object]:
    where = place(folder / "cities.ttl", "148.37154")
    return [finding(severity=severity, value=str(n), message=f"{severity} {n}", messages=(), place=where) for n in range(number)]


def test_annotations_carry_file_line_and_column(folder: Path) -> None:
    made = outcome(folder)
    found = commands(made, Options(root=folder.parent))
    assert [name for name, _, _ in found] == ["error", "error", "error", "warning", "notice", "notice"]
    _, where, message = found[1]
    assert where == {
        "file": "sample/cities.ttl", "line": "6", "col": "10", "endLine": "6", "endColumn": "19",
        "title": "urbsh:City-lat (sh:MaxInclusiveConstraintComponent)",
    }  # fmt: skip
    assert message.splitlines()[0] == "A latitude lies between -90 and 90 degrees."
    assert "expected: a number of at most 90" in message
    # GitHub drops the columns of a stretch of several lines, so the end of one is not told.
    assert {key: found[2][1][key] for key in ("line", "col")} == {"line": "11", "col": "1"}
    assert "endLine" not in found[2][1]
    assert "file" not in found[4][1]
    assert found[5][2].startswith("Does not conform: 3 violations")


@given(st.text())
def test_escapes_come_back_and_leave_nothing_that_commands_are_made_of(text: str) -> None:
    assert unescape(_escape(text)) == text
    assert unescape(_escape(text, property_value=True), of_property=True) == text
    assert not {"\r", "\n"} & set(_escape(text))
    assert not {"\r", "\n", ":", ","} & set(_escape(text, property_value=True))


def test_names_and_messages_with_signs_of_commands_stay_what_they_are(folder: Path) -> None:
    file = folder / "a,b:c%0A.ttl"
    file.write_text("urb:a", "utf-8")
    bad = finding(message="50%: one\n::set-output name=x::y", messages=(), place=place(file, "urb:a"), source="a,b:c", component="")
    name, where, message = commands(Made(findings=(bad,)))[0]
    assert (name, where["file"], where["title"]) == ("error", "a,b:c%0A.ttl", "a,b:c")
    assert message.splitlines()[0] == "50%: one ::set-output name=x::y"


def test_no_more_than_github_shows_the_worst_first_and_the_rest_is_counted(folder: Path) -> None:
    made = Made(findings=ordered([*many("violation", 12, folder), *many("warning", 15, folder), *many("info", 11, folder)]), omitted=100)  # type: ignore[list-item]
    found = commands(made)
    assert [name for name, _, _ in found] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert found[-1][2].startswith(f"{2 + 5 + 2 + 100} more not annotated.")
    assert "12 violations, 15 warnings, 11 infos" in found[-1][2]


def test_a_clean_run_says_so() -> None:
    assert [(name, message) for name, _, message in commands(Made())] == [("notice", "Conforms: 42 quads from 2 files, 3 shapes, 1 check.")]


def test_data_give_no_commands_in_the_text_report(folder: Path) -> None:
    file = folder / "bad.ttl"
    file.write_text("x ##[error]no ::error::no", "utf-8")
    made = Made(findings=(finding(place=place(file, "x"), message="##[add-mask]a", messages=()),))
    told = annotations(made).decode().splitlines()
    word = told[0].removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{64}", word)
    end = told.index(f"::{word}::")
    assert hashlib.sha256("\n".join(told[1:end]).encode()).hexdigest() == word
    inside, after = told[1:end], told[end + 1 :]
    assert "".join(inside) != ""
    assert not any(word in line for line in inside)
    assert any("##[error]" in line for line in inside)
    assert all(COMMAND.match(line) for line in after)
    assert len(after) == 2


def test_the_summary_is_a_table_of_all_findings(folder: Path) -> None:
    text = step_summary(replace(outcome(folder), omitted=2), Options(root=folder)).decode()
    page = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert page.count("<tr>") == 1 + 5
    assert "2 more left out by --max-findings" in page
    assert "<code>cities.ttl:6:10</code>" in page
    assert "notes.csv is no RDF" in page


HOSTILE = "![x](https://example.org/x.png) [y](javascript:1) <img src=x> `code` | cell\n# head @someone #12 $x$ https://example.org www.example.org"


def test_data_make_no_markup_in_the_summary(folder: Path) -> None:
    bad = finding(**dict.fromkeys(["message", "focus", "value", "path", "source"], HOSTILE), messages=(), place=place(folder / "cities.ttl", "148.37154"))
    text = step_summary(Made(findings=(bad,), notes=(HOSTILE,))).decode()
    page = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text)
    assert set(re.findall(r"<(\w+)", page)) == {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li"}
    assert page.count("<td") == 4
    assert re.findall(r"@|(?<!&)#12|\$|://|www\.", text.partition("\n")[2]) == []


def test_the_summary_keeps_to_what_github_takes(folder: Path) -> None:
    text = step_summary(Made(findings=ordered(many("violation", 20_000, folder))))  # type: ignore[arg-type]
    assert len(text) < 1024 * 1024
    kept = text.count(b"\n| violation |")
    assert f"{20_000 - kept} more findings are left out here." in text.decode()
    assert 1_000 < kept < 20_000
    assert "20000 violations" in text.decode()


@pytest.mark.parametrize("number", [1, 300_000])
def test_notes_do_not_crowd_out_findings(folder: Path, number: int) -> None:
    text = step_summary(replace(outcome(folder), notes=("a note",) * number)).decode()
    assert len(text) < 1024 * 1024
    assert text.count("\n| violation |") == 3
    assert ("300000 notes are left out here." in text) is (number > 1)
