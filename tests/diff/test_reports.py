"""The Markdown report: nothing in the data can become markup, and the comment stays within its limit and says what it left out."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from urbansec.diff.reports import as_markdown, as_text
from urbansec.diff.reports.markdown import LIMIT, escaped

from .support import PREFIXES, compare


def cities(number: int, note: str = "") -> str:
    return PREFIXES + "".join(f'city:c{i} a urb:City ; skos:prefLabel "City {i}"@en ; skos:note "{note or i}"@en .\n' for i in range(number))


def test_a_long_comment_is_cut_with_a_note(tmp_path: Path) -> None:
    difference = compare(tmp_path, PREFIXES, cities(2000))
    text = as_markdown(difference)
    shown = text.count("New city")
    assert 100 < shown < 2000
    assert len(text) <= LIMIT
    assert f"{2000 - shown:,} of 2,000 in “Resources”" in text
    assert text.count("<details>") == text.count("</details>") == 1


def test_a_short_comment_is_whole(tmp_path: Path) -> None:
    text = as_markdown(compare(tmp_path, cities(1), cities(3)))
    assert text.count("New city") == 2
    assert "Left out" not in text
    assert "<details>" not in text


def test_one_item_that_is_too_long_does_not_break_the_comment(tmp_path: Path) -> None:
    difference = compare(tmp_path, PREFIXES, cities(3))
    text = as_markdown(difference, limit=1_700)
    assert len(text) <= 1_700
    assert "of 3 in “Resources”" in text


def test_markup_in_data_stays_text(tmp_path: Path) -> None:
    text = as_markdown(compare(tmp_path, PREFIXES, cities(1, "</details> <script> @team #12 | `x` **b** [l](http://x) <!-- ")))
    for markup in ("</details>", "<script>", "@team", "#12", "| `x`", "**b**", "[l](", "<!--"):
        assert markup not in text.split("New city", 1)[1], markup


@given(st.text())
def test_escaped_text_is_one_line_without_markup(text: str) -> None:
    result = escaped(text)
    assert not re.search(r"[\r\n<>@]|(?<![\\&])#|(?<!\\)[`*_\[\]|~]", re.sub(r"&(amp|lt|gt|#64|#35);", "", result))


def test_the_text_tells_the_same(tmp_path: Path) -> None:
    lines = [line for _, line in as_text(compare(tmp_path, cities(1), cities(2)))]
    assert lines[1:] == ["\nResources (1)", "  + New city: City 1", "      note: “1” (en)", "      name: “City 1” (en)", "\n3 statements added, 0 removed."]
