"""The generated tables of data/README.md are up to date and hold every disagreement and every reported count."""

import re

import pytest

from .generate import README, SECTIONS, Ask, asker, fill


@pytest.fixture(scope="module")
def ask() -> Ask:
    return asker()


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


def section(text: str, name: str) -> str:
    """A generated section."""
    return text.partition(f"<!-- generated: {name} -->\n")[2].partition("<!-- end -->")[0]


def test_the_sections_are_there_once(text: str) -> None:
    assert sorted(re.findall(r"<!-- generated: ([a-z]+) -->", text)) == sorted(SECTIONS)
    assert text.count("<!-- end -->\n") == len(SECTIONS)


def test_the_tables_are_up_to_date(text: str, ask: Ask) -> None:
    assert fill(text, ask) == text, "run python -m tests.data.generate"


@pytest.mark.parametrize("name", SECTIONS)
def test_a_table_that_is_out_of_date_would_be_noticed(name: str, text: str, ask: Ask) -> None:
    stale = text.replace(section(text, name), "\n| old |\n\n")
    assert stale != text
    assert fill(stale, ask) == text


def test_what_stands_outside_the_sections_is_kept(ask: Ask) -> None:
    assert fill("# Title\n\nText.\n", ask) == "# Title\n\nText.\n"
    with pytest.raises(KeyError):
        fill("<!-- generated: nothing -->\n<!-- end -->\n", ask)


def test_every_disagreement_has_a_line(text: str, ask: Ask) -> None:
    lines = [line for line in section(text, "disagreements").splitlines() if line.startswith("| ")]
    about = {row["about"] for row in ask("disagreements")}
    assert len(about) >= 22
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]] == sorted(about)


def test_every_count_is_in_the_figures(text: str, ask: Ask) -> None:
    figures = section(text, "completeness").partition("\n###")[0]
    numbers = [int(cell) for line in figures.splitlines()[3:] for cell in line.strip("| ").split(" | ")[1:]]
    assert sum(numbers) == len(ask("completeness")) >= 130
