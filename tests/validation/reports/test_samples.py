"""The page on validation shows what the formats really give, and names what there is."""

import re

import pytest

from tests.docs.support import code_spans
from tests.validation.reports.samples import PAGE, SAMPLES, named, updated
from urbansec.validation.reports import FORMATS
from urbansec.validation.reports.words import _ANCHORS

TEXT = PAGE.read_text("utf-8")


def test_the_samples_are_up_to_date() -> None:
    assert updated(TEXT) == TEXT, "run python -m tests.validation.reports.samples"


def test_every_sample_is_shown_once() -> None:
    assert sorted(named(TEXT)) == sorted(SAMPLES)


def test_a_sample_that_is_not_up_to_date_is_noticed() -> None:
    assert updated(TEXT.replace("148.37154", "148.4")) == TEXT


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_is_described(format_name: str) -> None:
    assert re.search(rf"^\| `{format_name}` \|", TEXT, re.MULTILINE)


def test_every_anchor_is_described() -> None:
    rows = re.findall(r"^\| (?:\d )?\| `(\w+)` \| (.+?) \|", TEXT, re.MULTILINE)
    assert [name for name, _ in rows] == ["value", "path", "type", "subject", "block", "syntax", "file", "none"]
    assert dict(rows) == {name: words[0] for name, words in _ANCHORS.items()}


def test_exit_codes_are_described() -> None:
    assert re.findall(r"^\| `([012])` \|", TEXT, re.MULTILINE) == ["0", "1", "2"]


def test_files_that_the_page_names_exist() -> None:
    root = PAGE.parents[1]
    paths = [span for span in code_spans(PAGE) if re.fullmatch(r"(service|tests|ontology|queries|docs)/[\w./-]+", span)]
    assert paths
    assert [path for path in paths if not (root / path).exists()] == []
