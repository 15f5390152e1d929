"""Headers of query files, and the catalogue of a folder."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.running import ROOT
from urbansec.errors import NotFoundError, SavedQueryError
from urbansec.queries import Catalogue
from urbansec.queries.commented import read_comment
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


NEW = """\
#+ header: 1
#+ summary: All that a header may say
#+ params:
#+   cities: {type: iri, class: urb:City, list: true, default: [id:city/essen, id:city/bochum], examples: id:city/berlin}
#+   least: {type: integer, default: 2, minimum: 1, maximum: 10}
#+   on: {type: date, partial: last, minimum: 1987, maximum: today, examples: [2016, 2016-05, today]}
#+   old: {type: string, deprecated: use cities}
#+   older: {type: string, deprecated: true}
#+   who: {type: string, required: true}
#+ examples:
#+   - description: two cities, and some years ago
#+     params: {cities: [id:city/essen, id:city/berlin], on: 2016, who: nobody}
#+   - params: {who: "yes"}
#+ analysis: network-measures
#+ deprecated: use other-query
#+ pagination: 100
#+ endpoint: https://example.org/sparql
#+ endpoint_in_url: false
#+ method: GET
#+ enumerate:
#+   - cities: [a, b]
#+ defaults:
#+   - cities: a
#+ transform: {"key": "?p", "$anchor": "key"}
ASK {}
"""


def test_a_header_says_all_that_the_language_has() -> None:
    header = read_header(NEW, file="x.rq")
    cities, least, on, old, older, who = header.params.values()
    assert (cities.list, cities.default, cities.defaults) == (True, ("id:city/essen", "id:city/bochum"), ("id:city/essen", "id:city/bochum"))
    assert cities.examples == ("id:city/berlin",)
    assert (least.list, least.default, least.defaults, least.minimum, least.maximum) == (False, "2", ("2",), "1", "10")
    assert (on.partial, on.examples, who.partial) == ("last", ("2016", "2016-05", "today"), "first")
    assert (old.deprecated, older.deprecated, who.deprecated, who.required) == ("use cities", "It is no longer kept up.", None, True)
    assert [(dict(example.params), example.description) for example in header.examples] == [
        ({"cities": ("id:city/essen", "id:city/berlin"), "on": "2016", "who": "nobody"}, "two cities, and some years ago"),
        ({"who": "yes"}, ""),
    ]
    assert (header.analysis, header.deprecated, header.pagination) == ("network-measures", "use other-query", 100)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("#+ summary: x\n#+ tags:\n#+   - a\n#+ sumary: y", "4:4", "sumary: there is no such word"),
        ("#+sumary: y", "1:3", "sumary: there is no such word"),
        ("# x\n#+ params:\nASK {}\n#+   a: {type: number}", "4:16", "params.a.type: Input should be 'iri'"),
        ("#+ params:\n#+   a: {description: x}", "2:9", "params.a.type: Field required"),
        ("#+ params: {a: {type: date, default: 2020-02-30}}", "1:38", "params.a.default: must be a day"),
        ("#+ params: {a: {type: integer, list: true, default: [1, x]}}", "1:57", "params.a.default.1: must be a whole number"),
        ("#+ params: {a: {type: integer, default: [1, 2]}}", "1:41", "params.a.default: several defaults are for a list"),
        ("#+ params: {a: {type: integer, default: 3, maximum: 2}}", "1:41", "params.a.default: must be a whole number of at most 64 bits, to 2, not '3'"),
        ("#+ params: {a: {type: integer, minimum: 3, maximum: 2}}", "1:53", "params.a.maximum: the maximum is less than the minimum"),
        ("#+ params: {a: {type: date, minimum: soon}}", "1:38", "params.a.minimum: must be a day"),
        ("#+ params: {a: {type: string, minimum: 1}}", "1:40", "params.a.minimum: minimum belongs to the types integer, decimal, date"),
        ("#+ params: {a: {type: string, partial: last}}", "1:40", "params.a.partial: partial belongs to type date"),
        ("#+ params: {a: {type: date, partial: middle}}", "1:38", "params.a.partial: Input should be 'first'"),
        ("#+ params: {a: {type: iri, class: Forum}}", "1:35", "params.a.class: 'Forum' is no IRI"),
        ("#+ params: {a: {type: enum, values: [x, x]}}", "1:37", "params.a.values: a value stands twice"),
        ("#+ params: {a: {type: string, default: x, required: true}}", "1:40", "params.a.default: what is required has no default"),
        ("#+ params: {a: {type: string, list: yes}}", "1:37", "params.a.list: Input should be a valid boolean"),
        ("#+ params: {a: {type: lang, examples: [de, d e]}}", "1:44", "params.a.examples.1: must be a language tag"),
        ("#+ params: {a-b: {type: string}}", "1:12", "params: 'a-b' is no name for a parameter"),
        ("#+ params: {é: {type: string}}", "1:12", "params: 'é' is no name for a parameter"),
        ("#+ params: {a: {type: string}}\n#+ examples:\n#+   - params: {b: x}", "3:20", "examples.0.params.b: This query has no parameter b; it has: a"),
        ("#+ params: {a: {type: date}}\n#+ examples:\n#+   - params: {a: x}", "3:20", "examples.0.params.a: a must be a day"),
        ("#+ params: {a: {type: date, required: true}}\n#+ examples:\n#+   - description: x", "3:8", "examples.0: The parameter a needs a value"),
        ("#+ examples: [{parms: {}}]", "1:16", "examples.0.parms: there is no such word"),
        ("#+ params: {a: {type: date, defalt: today}}", "1:29", "params.a.defalt: there is no such word in a header; did you mean default?"),
        ("#+ params: {a: {type: iri, clas: urb:City}}", "1:28", "did you mean class?"),
        ("#+ examples: [{param: {}}]", "1:16", "did you mean params?"),
        ("#+ qqq: {}", "1:4", "qqq: there is no such word in a header"),
        ("#+ params: {a: {type: date, minimum: today}}", "1:38", "no call that is made today could be repeated tomorrow"),
        ("#+ header: 2", "1:12", "header: only version 1 of the language of headers is known here"),
        ("#+ pagination: 0", "1:16", "pagination: Input should be greater than 0"),
        ("#+ summary: a\n#+ summary: b", "2:4", "not valid YAML: summary stands twice."),
        ("#+ summary: one: two", "1:16", "Quote text that holds a colon."),
        ("#+ params: {a: &x {type: date}, b: *x}", "1:16", "a part is repeated by reference"),
        ("#+ ? [a]\n#+ : b", "1:6", "a key must be a word"),
        ("# x\n#+ tags: [a,\n#+   b\x07]", "3:7", "'\\x07' is no character of a text"),
        ("#+ tags: [a\u2028#+ b: c", "1:", "not valid YAML"),
        (f"#+ tags: {'[' * 5000}", "1:4", "brackets nest too deep"),
    ],
)
def test_a_mistake_in_a_header_names_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(SavedQueryError) as raised:
        read_header(text, file="folder/x.rq")
    assert str(raised.value).startswith(f"folder/x.rq:{place}")
    assert words in str(raised.value)
    problem = raised.value.members["problems"]
    assert isinstance(problem, list)
    assert (problem[0]["line"], problem[0]["column"]) == (raised.value.members["line"], raised.value.members["column"])
    assert str(raised.value).startswith(f"folder/x.rq:{problem[0]['line']}:{problem[0]['column']}: {problem[0]['message']}")


def test_the_fast_reader_reads_what_the_other_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "queries").rglob("*.rq"))]
    fast = [read_comment(text) for text in texts]
    monkeypatch.setattr("urbansec.queries.commented._DEEP", 0)
    assert [read_comment(text) for text in texts] == fast
    assert len(fast) > 100
    assert sum(len(comment.keys) for comment in fast) > 1_000


@given(st.text(alphabet="[]{}-?:&*!|>'\"%@`#, \n\taéx\u2028\x00\ud800", max_size=60), st.booleans())
@settings(max_examples=300, deadline=None)
def test_whatever_a_header_holds_it_is_read_or_refused(text: str, structured: bool) -> None:
    start = "params: {a: {type: string, default: " if structured else ""
    comment = "".join(f"#+ {line}\n" for line in (start + text).split("\n"))
    try:
        read_header(comment, file="x.rq")
    except SavedQueryError as error:
        assert error.members["problems"]  # noqa: PT017 - most texts are read, some refused


def test_all_mistakes_of_a_header_are_told_together() -> None:
    with pytest.raises(SavedQueryError) as raised:
        read_header("#+ sumary: x\n#+ view: {kind: hologram}\n#+ params: {a: {type: word}}\n", file="x.rq")
    problems = raised.value.members["problems"]
    assert isinstance(problems, list)
    assert sorted((each["line"], each["at"]) for each in problems) == [(1, "sumary"), (2, "view.kind"), (3, "params.a.type")]
    assert len(str(raised.value).splitlines()) == 3


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


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.rq").write_bytes("#+ summary: Düsseldorf\nASK {}".encode("latin-1"))
    with pytest.raises(SavedQueryError, match=r"latin\.rq: the file is not UTF-8"):
        Catalogue(tmp_path)


def test_the_way_that_lines_end_makes_no_other_version(tmp_path: Path) -> None:
    for name, text in {"a": b"#+ summary: x\nASK {}\n", "b": b"#+ summary: x\r\nASK {}\r\n", "c": b"\xef\xbb\xbf#+ summary: x\nASK {}\n"}.items():
        (tmp_path / f"{name}.rq").write_bytes(text)
    a, b, c = Catalogue(tmp_path)
    assert a.version == b.version == c.version
    assert [query.summary for query in (a, b, c)] == ["x"] * 3


def test_equal_files_have_equal_versions(tmp_path: Path) -> None:
    for name, text in {"a": "ASK {}", "b": "ASK {}", "c": "ASK { }"}.items():
        (tmp_path / f"{name}.rq").write_text(text, "utf-8")
    a, b, c = Catalogue(tmp_path)
    assert a.version == b.version != c.version
