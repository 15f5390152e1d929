"""JUnit XML, as junitparser reads it."""

from dataclasses import replace
from pathlib import Path

import junitparser
import pytest

from tests.validation.reports.making import Made, finding, outcome, place
from urbansec.validation.baseline import entries_of
from urbansec.validation.reports import Options, write


def suites(made: Made, options: Options | None = None) -> dict[str, junitparser.TestSuite]:
    """The suites by name; the numbers they tell are those of their cases."""
    document = junitparser.JUnitXml.fromstring(write(made, "junit", options))
    assert isinstance(document, junitparser.JUnitXml)
    told = (document.tests, document.failures, document.errors, document.skipped)
    for suite in document:
        told_here = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()  # type: ignore[no-untyped-call]
        assert told_here == (suite.tests, suite.failures, suite.errors, suite.skipped)
    document.update_statistics()  # type: ignore[no-untyped-call]
    assert told == (document.tests, document.failures, document.errors, document.skipped)
    return {suite.name: suite for suite in document}


def states(suite: junitparser.TestSuite) -> dict[str, str]:
    """The result of each case: ``failed``, ``skipped`` or ``passed``."""
    kinds = {junitparser.Failure: "failed", junitparser.Skipped: "skipped"}
    return {case.name: next((kinds[type(result)] for result in case.result), "passed") for case in suite}


def test_a_suite_for_each_file_and_a_case_for_each_shape_and_check(folder: Path) -> None:
    found = suites(outcome(folder))
    assert {name: states(suite) for name, suite in found.items()} == {
        "broken.ttl": {"syntax/smart-quotes": "failed"},
        "cities.ttl": {"urbsh:City-lat": "failed", "urbsh:City-population": "failed", "check/ends-before-it-begins": "passed"},
        "urbansec": {"coverage/shape-without-target": "passed", "urbsh:Forum": "passed"},
    }


def test_a_failure_says_what_and_where(folder: Path) -> None:
    (case,) = [case for case in suites(outcome(folder))["cities.ttl"] if case.name == "urbsh:City-lat"]
    (failure,) = case.result
    assert failure.message == "cities.ttl:6:10: violation: A latitude lies between -90 and 90 degrees."
    assert failure.type == "violation"
    assert "expected: a number of at most 90" in failure.text
    assert case.classname == "cities.ttl"


def test_findings_of_a_shape_in_a_file_are_one_failure_that_tells_all(folder: Path) -> None:
    where = place(folder / "cities.ttl", "148.37154")
    many = tuple(finding(value=f'"{number}"', found=str(number), place=replace(where, line=number)) for number in range(1, 4))
    (case,) = suites(Made(findings=many))["cities.ttl"]
    (failure,) = case.result
    assert failure.message.endswith("(+ 2)")
    assert [number for number in range(1, 4) if f"cities.ttl:{number}:10" in failure.text] == [1, 2, 3]


def test_what_is_bad_enough_fails(folder: Path) -> None:
    strict = suites(outcome(folder), Options(fail_on="info"))
    assert states(strict["cities.ttl"])["check/ends-before-it-begins"] == "failed"
    assert states(strict["urbansec"])["coverage/shape-without-target"] == "failed"


def test_a_warning_is_told_in_the_output_of_its_case(folder: Path) -> None:
    (case,) = [case for case in suites(outcome(folder))["cities.ttl"] if case.name.startswith("check/")]
    assert case.system_out == "cities.ttl:18:2: warning: A membership ends after it begins."


def test_what_the_baseline_knows_is_skipped(folder: Path) -> None:
    known = finding(place=place(folder / "cities.ttl", "148.37154"))
    stale = tuple(entries_of([finding(value="gone")], root=folder))
    found = suites(Made(suppressed=(known,), stale=stale), Options(compared=True))
    assert states(found["cities.ttl"]) == {"urbsh:City-lat": "skipped"}
    (case,) = found["cities.ttl"]
    assert case.system_out.endswith("[known]")
    text = write(Made(suppressed=(known,), stale=stale), "junit").decode()
    assert "no longer found" in text
    assert "1 known by the baseline" in text


def test_what_was_left_out_is_told(folder: Path) -> None:
    assert b"5 more left out by --max-findings" in write(replace(outcome(folder), omitted=5), "junit")


@pytest.mark.parametrize("text", ["\x00\x1b[31m\ufffe\uffff\udc80", "]]><!-- & <b> \"'", "\u202e"])
def test_any_text_gives_xml(folder: Path, text: str) -> None:
    file = folder / "odd & <name>.ttl"
    file.write_text("urb:a", "utf-8")
    bad = finding(message=text, messages=(), found=text, hint=text, focus=text, value=text, source=text, component=text, place=place(file, "urb:a"))
    (suite,) = [suite for name, suite in suites(Made(findings=(bad,), notes=(text,))).items() if name == file.name]
    assert list(states(suite).values()) == ["failed"]
