"""Headers of query files, and the catalogue of a folder."""

from pathlib import Path

import pytest

from urbansec.errors import NotFoundError, SavedQueryError
from urbansec.queries import Catalogue
from urbansec.queries.header import read_header

GOOD = """\
# A remark.
#+ summary: Which cities?
#+ description: >-
#+   Two lines
#+   of text.
#+ tags: [a, b]
#+ params:
#+   on: {type: date, default: today}
#+   forum: {type: iri, class: urb:Forum, default: id:forum/efus}
#+   basis: {type: enum, values: [all, stated], default: all}
#+ view: {kind: map, lat: lat}
SELECT * { VALUES (?on ?forum ?basis) { (UNDEF UNDEF UNDEF) } } #+ no: header
"""


def test_a_header_is_read() -> None:
    header = read_header(GOOD, file="x.rq")
    assert (header.summary, header.description, header.tags) == ("Which cities?", "Two lines of text.", ("a", "b"))
    assert list(header.params) == ["on", "forum", "basis"]
    assert (header.params["on"].type, header.params["on"].default) == ("date", "today")
    assert (header.params["forum"].resource_class, header.params["basis"].values) == ("urb:Forum", ("all", "stated"))
    assert header.view.kind == "map"


def test_a_query_without_a_header_has_an_empty_one() -> None:
    assert read_header("SELECT * {}", file="x.rq").params == {}


def test_words_that_yaml_takes_for_truth_stay_words() -> None:
    header = read_header("#+ params:\n#+   on: {type: string, default: no}\n#+   yes: {type: date, default: 2020-01-01}\n", file="x.rq")
    assert {name: parameter.default for name, parameter in header.params.items()} == {"on": "no", "yes": "2020-01-01"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("#+ summary: one: two\nASK {}", 1),
        ("# remark\n#+ summary: fine\n#+ tags: [a\nASK {}", 3),
        ("#+ summary: fine\nASK {}\n#+ tags: [a, b\n", 3),
        ("#+ a: b\n#+\tc: d\n#+ : : :\n", 2),
    ],
)
def test_broken_yaml_names_the_file_and_a_line_of_the_header(text: str, line: int) -> None:
    with pytest.raises(SavedQueryError, match=r"folder/x\.rq:\d+:\d+: the header is not valid YAML") as raised:
        read_header(text, file="folder/x.rq")
    assert raised.value.members["file"] == "folder/x.rq"
    assert raised.value.members["line"] == line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#+ sumary: x", "sumary"),
        ("#+ params:\n#+   a: {type: number}", "params.a.type"),
        ("#+ params:\n#+   a: {type: enum}", "values belong to type enum"),
        ("#+ params:\n#+   a: {type: date, values: [x]}", "values belong to type enum"),
        ("#+ params:\n#+   a: {type: date, class: urb:City}", "class belongs to type iri"),
        ("#+ params:\n#+   a: {type: date, defualt: today}", "params.a.defualt"),
        ("#+ just words", "header"),
        ("#+ - a list", "header"),
        ("#+ view: {kind: hologram}", "view.kind"),
    ],
)
def test_a_header_that_says_something_unknown_is_refused(text: str, words: str) -> None:
    with pytest.raises(SavedQueryError, match=r"x\.rq:\d+:\d+: the header is not right") as raised:
        read_header(text, file="x.rq")
    assert words in str(raised.value)


def test_yaml_makes_no_objects() -> None:
    with pytest.raises(SavedQueryError):
        read_header("#+ summary: !!python/object/apply:os.system ['true']", file="x.rq")


def test_the_catalogue_is_sorted_and_knows_names(tmp_path: Path) -> None:
    for name in ("b-query", "a-query", "c-other"):
        (tmp_path / f"{name}.rq").write_text("ASK {}", "utf-8")
    (tmp_path / "notes.md").write_text("x", "utf-8")
    catalogue = Catalogue(tmp_path)
    assert [query.name for query in catalogue] == ["a-query", "b-query", "c-other"]
    assert (len(catalogue), catalogue.get("a-query").summary) == (3, "a query")
    with pytest.raises(NotFoundError, match="Did you mean") as raised:
        catalogue.get("a-qeury")
    assert raised.value.near[0] == "a-query"
    with pytest.raises(NotFoundError) as raised:
        catalogue.get("zzz")
    assert raised.value.near == ()


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_text("#+ summary: a: b\nASK {}", "utf-8")
    with pytest.raises(SavedQueryError, match=r"broken\.rq:1"):
        Catalogue(tmp_path)


def test_equal_files_have_equal_versions(tmp_path: Path) -> None:
    for name, text in {"a": "ASK {}", "b": "ASK {}", "c": "ASK { }"}.items():
        (tmp_path / f"{name}.rq").write_text(text, "utf-8")
    a, b, c = Catalogue(tmp_path)
    assert a.version == b.version != c.version
