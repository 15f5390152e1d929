"""The truth can be trusted: files are read by their layout, edits come out as they were meant, places are counted right."""

from pathlib import Path

import pytest

from tests.shapes.graphs import ROOT
from tests.validation.mutation.campaign import corpus
from tests.validation.mutation.corpus import Described, marked, stated, with_more, with_value, without
from tests.validation.mutation.layout import MARK, Block, LayoutError, place_of_mark, read

TEXT = """@prefix ex: <https://example.org/> .

# A comment.
ex:a
  a ex:Thing ;
  ex:name "One, two; three."@en, "Eins \\" zwei"@de ;
  ex:size
    "1"^^ex:small ,
    <https://example.org/a#b> .

ex:b
  a ex:Thing .
"""


@pytest.fixture
def described(tmp_path: Path) -> Described:
    """The first resource of the text."""
    (tmp_path / "text.ttl").write_text(TEXT, "utf-8")
    document = read(tmp_path, tmp_path / "text.ttl")
    block = document.parts[3]
    assert isinstance(block, Block)
    return Described("https://example.org/a", document, (0, 3), block)


def text_of(described: Described, block: Block) -> str:
    """The document with another first block."""
    return described.document.having({3: block}).text


def test_every_file_comes_out_as_it_went_in() -> None:
    """Every file of the data and vocabularies is read, and is the same when it is written."""
    written = {ROOT / document.path: document.text for document in corpus().documents}
    assert set(written) == {*(ROOT / "data").rglob("*.ttl"), *(ROOT / "ontology" / "vocab").glob("*.ttl")}
    assert all(path.read_text("utf-8") == text for path, text in written.items())


def test_another_layout_is_refused(tmp_path: Path) -> None:
    """A file that a person laid out is not guessed at."""
    (tmp_path / "other.ttl").write_text(TEXT.replace("  a ex:Thing", " a ex:Thing"), "utf-8")
    with pytest.raises(LayoutError, match=r"other\.ttl is not laid out"):
        read(tmp_path, tmp_path / "other.ttl")


def test_tokens(described: Described) -> None:
    """Commas and full stops in texts end nothing."""
    assert described.values("https://example.org/name") == ['"One, two; three."@en', '"Eins \\" zwei"@de']
    assert described.iris("https://example.org/size") == ["https://example.org/a#b"]


def test_edits(described: Described) -> None:
    """Each edit changes what it says, and nothing else."""
    name, size = "https://example.org/name", "https://example.org/size"
    assert text_of(described, with_value(described, name, '"One, two; three."@en', "5")) == TEXT.replace('"One, two; three."@en', "5")
    assert text_of(described, without(described, size)) == TEXT.replace(' ;\n  ex:size\n    "1"^^ex:small ,\n    <https://example.org/a#b> .', " .")
    assert text_of(described, without(described, size, values=['"1"^^ex:small'])) == TEXT.replace('    "1"^^ex:small ,\n', "")
    assert text_of(described, with_more(described, size, "7")) == TEXT.replace("a#b> .", "a#b> ,\n    7 .")
    assert text_of(described, with_more(described, name, "7", first=True)) == TEXT.replace('ex:name "One', 'ex:name 7, "One')
    assert text_of(described, stated(described, "https://example.org/new", "7", at=1)) == TEXT.replace("  ex:name", "  ex:new 7 ;\n  ex:name")
    assert text_of(described, marked(described.block)) == TEXT.replace("ex:a\n", f"{MARK}ex:a\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places(newline: str) -> None:
    """Lines and columns count from 1, and marks before do not count, whatever ends the lines."""
    text = newline.join(["one", "", "  \U0001f408 !a ?b", "!c"])
    assert [place_of_mark(text.replace("c", "*c"), mark, "!?*") for mark in "!?*"] == [(3, 5), (3, 7), (4, 1)]
