"""The report for a terminal."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from tests.validation.reports.making import Made, finding, ordered, outcome, place
from urbansec.validation.finding import Finding
from urbansec.validation.reports import LANGUAGES, Options, lines, write

# What an editor's problem matcher looks for.
MATCHER = re.compile(r"^(?P<file>.+):(?P<line>\d+):(?P<column>\d+): (?P<severity>violation|warning|info): (?P<message>.+)$")


def plain(made: Made, options: Options | None = None, *, quiet: bool = False) -> list[str]:
    return write(made, "text", options, quiet=quiet).decode().splitlines()


def test_a_problem_matcher_finds_each_finding_at_its_place(folder: Path) -> None:
    made = outcome(folder)
    placed = [f for f in made.findings if f.place]
    for quiet in (False, True):
        found = {tuple(match.groups()) for line in plain(made, quiet=quiet) if (match := MATCHER.match(line))}
        assert found == {(Path(f.file).name, str(f.place.line), str(f.place.column), f.severity, f.message) for f in placed if f.place is not None}
    assert len(placed) == 4


def test_carets_stand_under_the_value_and_words_say_the_rest(folder: Path) -> None:
    made = replace(outcome(folder), findings=(finding(place=place(folder / "cities.ttl", "148.37154")),), notes=())
    assert plain(made) == [
        "cities.ttl:6:10: violation: A latitude lies between -90 and 90 degrees.",
        "   |",
        " 6 |     wgs:lat 148.37154 ;",
        "   |             ^^^^^^^^^",
        "   place:        the statement with this value",
        '   about:        id:city/augsburg wgs:lat "148.37154"^^xsd:decimal',
        "   found:        148.37154",
        "   expected:     a number of at most 90",
        "   example:      city:augsburg wgs:lat 48.37154 .",
        "   hint:         Degrees north of the equator, not metres.",
        "   by:           urbsh:City-lat (sh:MaxInclusiveConstraintComponent)",
        "",
        "Does not conform: 1 violation in 42 quads from 2 files, 3 shapes, 1 check.",
    ]


def test_a_derived_statement_names_its_rule_and_where_it_comes_from(folder: Path) -> None:
    text = "\n".join(plain(outcome(folder)))
    assert 'derived:      city:東京 urb:lastDay "2014-12-31"^^xsd:date' in text
    assert "by rule ontology/rules/20-date-bounds.rq: A year ends on its last day." in text
    assert "see:          cities.ttl:17:2: it begins here" in text


def test_findings_of_a_file_stand_together_from_top_to_bottom(folder: Path) -> None:
    text = plain(outcome(folder), quiet=True)
    places = [(match["file"], int(match["line"])) for line in text if (match := MATCHER.match(line))]
    files = [file for file, _ in places]
    assert sorted(files, key=files.index) == files
    assert [line for file, line in places if file == "cities.ttl"] == [6, 11, 18]
    assert text[-1] == "info: No resource is checked by this shape."


def test_quiet_says_one_line_for_each_finding(folder: Path) -> None:
    made = outcome(folder)
    assert len(plain(made, quiet=True)) == len(made.findings)
    assert plain(replace(made, omitted=7), quiet=True)[-1] == "7 more left out by --max-findings"
    assert plain(Made(), quiet=True) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_messages_and_fixed_words_are_in_the_language_asked_for(folder: Path, lang: str) -> None:
    text = "\n".join(plain(outcome(folder), Options(lang=lang)))  # type: ignore[arg-type]
    expected = {
        "en": ("A latitude lies", "the statement with this value", "Does not conform: 3 violations, 1 warning, 1 info in"),
        "de": ("Ein Breitengrad liegt", "die Aussage mit diesem Wert", "Nicht konform: 3 Verstöße, 1 Warnung, 1 Hinweis in"),
        "fr": ("Une latitude est", "l'énoncé qui porte cette valeur", "Non conforme: 3 violations, 1 avertissement, 1 information dans"),
    }
    for phrase in expected[lang]:
        assert phrase in text
    # A message that has no translation is told as it is; the severity is the matcher's in every language.
    assert "violation: These quotes do not enclose a text." in text


SCOPE = "42 quads from 2 files, 3 shapes, 1 check"
HOSTILE = "\x1b]0;title\x07\x1b[2J\u202egnp.exe\r\nsecond: error\x9b31m\x00"


def test_nothing_from_the_data_reaches_the_terminal_as_it_is(folder: Path) -> None:
    file = folder / f"a\n\x1b[31m{'b'}.ttl"
    file.write_text(f"urb:a urb:b {HOSTILE} .\n", "utf-8")
    bad = finding(
        **dict.fromkeys(["focus", "path", "value", "message", "source", "component", "found", "expected", "example", "hint"], HOSTILE),
        messages=(),
        place=place(file, "urb:a"),
    )
    text = write(Made(findings=(bad,), suppressed=(), notes=(HOSTILE,)), "text").decode()
    assert re.findall(r"[^\n\x20-\x7e]", re.sub(r"[␀-␡…]", "", text)) == []
    assert "\u202e" not in text
    # A line end in a message makes no second line that looks like a finding of its own.
    assert not any(line.startswith("second") for line in text.splitlines())


def test_colour_is_for_terminals_and_no_color_is_heeded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def printed(*, terminal: bool) -> str:
        stream = io.StringIO()
        console = Console(file=stream, force_terminal=terminal, soft_wrap=True, highlight=False)
        for line in lines(outcome(folder)):
            console.print(line)
        return stream.getvalue()

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;31m" in printed(terminal=True)
    assert "\x1b[" not in printed(terminal=False)
    assert re.sub(r"\x1b\[[0-9;]*m", "", printed(terminal=True)) == printed(terminal=False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert re.findall(r"\x1b\[[0-9;]*3[0-9]", printed(terminal=True)) == []


@pytest.mark.parametrize(
    ("findings", "options", "changes", "ending"),
    [
        ((), Options(), {}, f"Conforms: {SCOPE}."),
        (("warning",), Options(), {}, f"Conforms: {SCOPE}, 1 warning."),
        (("warning",), Options(fail_on="warning"), {}, f"Conforms: {SCOPE}, 1 warning. Fails, for --fail-on is warning."),
        (("violation", "info"), Options(), {"omitted": 3}, f"Does not conform: 1 violation, 1 info in {SCOPE}; 3 more left out by --max-findings."),
        ((), Options(compared=True), {"suppressed": (finding(),)}, f"Conforms: {SCOPE}; 1 known by the baseline."),
    ],
)  # fmt: skip
def test_the_last_line_says_how_it_ended(folder: Path, findings: tuple[str, ...], options: Options, changes: dict[str, object], ending: str) -> None:
    found: list[Finding] = [finding(severity=severity, place=None, source=severity) for severity in findings]
    assert plain(replace(Made(findings=ordered(found)), **changes), options)[-1] == ending  # type: ignore[arg-type]
    assert folder


def test_stale_entries_are_named(folder: Path) -> None:
    from urbansec.validation.baseline import entries_of

    stale = tuple(entries_of([finding(place=place(folder / "cities.ttl", "148.37154"))]))
    text = plain(Made(stale=stale))
    assert text[0].startswith("baseline: no longer found")
    assert "A latitude lies between -90 and 90 degrees. (id:city/augsburg)" in text[0]
    assert text[-1].endswith("1 in the baseline but no longer found.")
