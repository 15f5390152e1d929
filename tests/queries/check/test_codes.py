"""Each code is found where it stands, and no more once the query is mended."""

import re
from pathlib import Path

import pytest

from tests.queries.check.cases import STATIC, WITH_DATA, Case
from tests.running import ROOT
from urbansec.engine import EmbeddedEngine
from urbansec.queries.check import CODES, Against, Finding, Terms, Trial, check

# Shown in tests of their own, because they are about more than one file or about time.
ELSEWHERE = {"unreadable", "slow", "no-answer", "answer-differs", "no-query"}


def found(folder: Path, text: str, against: Against | None = None) -> tuple[Finding, ...]:
    """What a check of a file with this text finds."""
    folder.mkdir(exist_ok=True)
    path = folder / "query.rq"
    path.write_text(text, "utf-8")
    return check([path], against).findings


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """The text without its mark, and the line and column where it stood."""
    before, mark, after = text.partition("@@")
    assert mark
    return before + after, (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


@pytest.mark.parametrize("case", STATIC, ids=str)
def test_a_fault_is_found_where_it_is_and_gone_when_it_is_mended(case: Case, tmp_path: Path) -> None:
    text, place = marked(case.broken)
    findings = found(tmp_path / case.folder, text)
    assert [(finding.code, finding.line, finding.column) for finding in findings] == [(case.code, *place)]
    assert case.says in f"{findings[0].message} {findings[0].hint}"
    assert found(tmp_path / case.folder, case.mended) == ()


@pytest.mark.parametrize("case", WITH_DATA, ids=str)
def test_a_fault_is_found_with_data(case: Case, tmp_path: Path, few: EmbeddedEngine) -> None:
    against = Against(Terms.of(few, whole=True), Trial(few, most_seconds=10))
    text, place = marked(case.broken)
    findings = [finding for finding in found(tmp_path, text, against) if finding.code == case.code or finding.code != "no-rows"]
    assert [(finding.code, finding.line, finding.column) for finding in findings] == [(case.code, *place)]
    assert case.says in f"{findings[0].message} {findings[0].hint}"
    assert found(tmp_path, case.mended, against) == ()


def test_every_code_has_a_case() -> None:
    assert {case.code for case in (*STATIC, *WITH_DATA)} | ELSEWHERE == set(CODES)


def test_the_documentation_lists_the_codes() -> None:
    page = (ROOT / "docs" / "queries.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \| (violation|warning) \| (.*) \|$", page, re.MULTILINE) == [(code, *CODES[code]) for code in CODES]


def test_without_data_a_query_is_not_run(tmp_path: Path) -> None:
    assert found(tmp_path, "SELECT ?x { ?x a <urn:nothing> } ORDER BY ?x") == ()
