"""What a citation says, in JSON, BibTeX, CSL-JSON and words; and that a changed one is found out."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft202012Validator

from tests.citation import small
from tests.queries.hostile import hostile_values
from urbansec import citation as package
from urbansec.citation import Citation, CitationError, bibtex, cite, csl, csl_json
from urbansec.citation.reading import schema
from urbansec.citation.record import KEPT_ROWS
from urbansec.queries import Table

SCHEMA = Path(package.__file__).parent / "schema" / "citation-1.schema.json"


@pytest.fixture
def cited(tmp_path: Path) -> Citation:
    return small.citation(tmp_path)


def test_it_says_what_was_asked_of_what_and_when(cited: Citation) -> None:
    assert (cited.name, cited.rows, cited.variables) == ("members", 3, ("city", "since", "size"))
    assert dict(cited.arguments) == {"forum": ("id:forum/defus",)}
    assert cited.moment == "2031-05-04T03:02:01Z"
    assert list(cited.about().values()).count("members") == 1
    assert all(cited.about().values())
    for fact in (cited.summary, cited.parameters, cited.checksum, cited.query_version, cited.data_version, cited.day):
        assert fact in cited.sentence()


def test_json_is_read_back_and_fits_the_schema(tmp_path: Path, cited: Citation) -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == schema()
    Draft202012Validator.check_schema(schema())
    for each in (cited, replace(cited, cut=True), small.citation(tmp_path, keep=False), small.citation(tmp_path, text=small.GRAPH_QUERY, service="http://x/y")):
        assert Citation.from_json(each.to_json()) == each
        assert Citation.from_json(each.to_json("http://127.0.0.1:8000/").encode()) == each
        Draft202012Validator(schema()).validate(json.loads(each.to_json()))


def test_the_permalink_holds_everything(cited: Citation) -> None:
    link = urlsplit(cited.permalink("http://127.0.0.1:8000/prefix/"))
    assert link.path == f"/prefix/queries/members@{cited.query_version}"
    assert parse_qsl(link.query) == [("forum", "id:forum/defus"), ("data-version", cited.data_version)]
    assert cited.permalink().startswith("https://w3id.org/urbansec/queries/members@")
    hostile = Citation(**{**vars(cited), "arguments": {"a": ("x&y=#é{}", "z")}})
    assert parse_qsl(urlsplit(hostile.permalink()).query)[:2] == [("a", "x&y=#é{}"), ("a", "z")]
    assert not re.search(r"[{}\s]", hostile.permalink("http://x/{} \n"))


def test_a_long_answer_is_not_kept(tmp_path: Path) -> None:
    on, asked = small.engine(tmp_path), small.query(tmp_path)
    call = asked.call(on, {})

    def of(*texts: str) -> Citation:
        rows = tuple({"x": {"type": "literal", "value": text}} for text in texts)
        return cite(call, Table(("x",), rows), data_version="v", issued=small.LATER)

    assert of(*["a"] * KEPT_ROWS).kept is not None
    assert of(*["a"] * (KEPT_ROWS + 1)).kept is None
    assert of("é" * 130_000).kept is None
    with pytest.raises(ValueError, match="time zone"):
        cite(call, call.table(on), data_version="v", issued=datetime(2031, 1, 1))  # noqa: DTZ001 - on purpose


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a row": lambda it: it["result"]["kept"][0].__setitem__(0, "<urn:other>"),
    "a row less": lambda it: it["result"]["kept"].pop(),
    "a column less": lambda it: it["result"]["kept"][0].pop(),
    "the number of rows": lambda it: it["result"].update(rows=4),
    "the checksum": lambda it: it["result"].update(checksum="sha256:" + "0" * 64),
    "the query": lambda it: it["query"].update(text=it["query"]["text"].replace("since", "until")),
    "the version": lambda it: it["query"].update(version="0" * 16),
    "a header that breaks": lambda it: it["query"].update(text="#+ summary: [\n"),
    "a path for a name": lambda it: it["query"].update(name="../../etc/passwd"),
    "another format": lambda it: it.update(citation=2),
    "an unknown member": lambda it: it.update(run="rm"),
    "no time zone": lambda it: it.update(issued="2031-05-04T03:02:01"),
    "no data": lambda it: it.pop("data"),
    "a number for a text": lambda it: it["query"].update(name=5),
    "no arguments in a list": lambda it: it["arguments"].update(forum=[]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_citation_is_refused(cited: Citation, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(cited.to_json())
    change(document)
    with pytest.raises(CitationError):
        Citation.from_json(json.dumps(document))


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"[]", b"null", b"{", b"{}", b"1e999", b"[" * 100_000, b'"\\ud800"'])
def test_what_is_no_citation_is_refused(text: bytes) -> None:
    with pytest.raises(CitationError):
        Citation.from_json(text)


def test_bibtex_is_escaped_and_balanced(cited: Citation) -> None:
    entry = bibtex(Citation(**{**vars(cited), "arguments": {"a": ("}{\\input{x}~^$_#&%\n@misc{",)}}))
    assert entry.startswith("@misc{urbansec-members-2031-")
    assert r"Members \& their 100 \% sizes (a = \}\{\textbackslash{}input\{x\}\textasciitilde{}\textasciicircum{}\$\_\#\&\% @misc\{)" in entry
    depth, lowest = 0, 1
    for character in re.sub(r"\\[{}]", "", entry).removesuffix("\n")[:-1]:
        depth += {"{": 1, "}": -1}.get(character, 0)
        lowest = min(lowest, depth) if depth else lowest
    assert depth == 1
    assert entry.count("\n") == 11
    for name in ("author", "title", "year", "url", "urldate", "note", "version"):
        assert f"  {name} = " in entry


def test_csl_json_is_one_dataset(cited: Citation) -> None:
    (item,) = csl(cited, "http://127.0.0.1:8000")
    assert json.loads(csl_json(cited, "http://127.0.0.1:8000")) == [item]
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[2031, 5, 4]]}
    assert item["title"] == "Members & their 100 % sizes (forum = id:forum/defus)"
    assert item["URL"] == cited.permalink("http://127.0.0.1:8000")
    assert cited.checksum in item["note"]
    assert item["id"] in bibtex(cited)


def test_a_thousand_hostile_values_stay_values_in_every_notation(cited: Citation) -> None:
    for value in hostile_values():
        each = replace(cited, arguments={"x": (value, "z")})
        assert Citation.from_json(each.to_json()).arguments == {"x": (value, "z")}
        link = each.permalink()
        assert parse_qsl(urlsplit(link).query, keep_blank_values=True)[:2] == [("x", value), ("x", "z")]
        assert re.fullmatch(r"[!-~]+", link)
        assert not re.search(r'[<>"{}|\\^`]', link)
        entry = bibtex(each)
        assert entry.count("\n") == 11
        bare = re.sub(r"\\.", "", entry)
        assert bare.count("{") == bare.count("}")
        assert json.loads(csl_json(each))[0]["URL"] == link
