"""Whatever bytes arrive at the endpoint, the answer is an answer or a problem document, and the service lives."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.running import Server, serving

# The same examples every time: a run in CI must not fail for another reason than the change it checks.
QUICK = settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.sampled_from(
    [
        "SELECT",
        "ASK",
        "CONSTRUCT",
        "DESCRIBE",
        "WHERE",
        "FROM",
        "NAMED",
        "PREFIX",
        "BASE",
        "FILTER",
        "OPTIONAL",
        "UNION",
        "MINUS",
        "GRAPH",
        "SERVICE",
        "SILENT",
        "BIND",
        "VALUES",
        "UNDEF",
        "LIMIT",
        "OFFSET",
        "ORDER",
        "BY",
        "GROUP",
        "HAVING",
        "DISTINCT",
        "REDUCED",
        "EXISTS",
        "NOT",
        "IN",
        "AS",
        "COUNT",
        "INSERT",
        "DATA",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ".",
        ";",
        ",",
        "*",
        "?s",
        "?p",
        "?o",
        "$x",
        "a",
        "<urn:a>",
        "<>",
        "ex:",
        "ex:a",
        ":b",
        "_:c",
        "1",
        "-1",
        "1.5",
        "1e3",
        "true",
        "'x'",
        '"y"',
        "'''z'''",
        "@en",
        "^^",
        "xsd:date",
        "<",
        ">",
        "<=",
        ">=",
        "=",
        "!=",
        "!",
        "&&",
        "||",
        "+",
        "-",
        "*",
        "/",
        "^",
        "|",
        "#",
        "\\",
        "\n",
        "\t",
        "é",
        "😀",
        "\x00",
    ]
)
TYPES = st.sampled_from(
    [
        "application/sparql-query",
        "application/sparql-query; charset=utf-8",
        "application/x-www-form-urlencoded",
        "application/sparql-update",
        "text/plain",
        "",
        "x",
    ]
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(str.strip)


@pytest.fixture(scope="module")
def target() -> Iterator[Server]:
    """A service that gives a query two seconds."""
    with serving(settings={"URBANSEC_QUERY_SECONDS": "2"}) as running:
        yield running


@pytest.fixture(scope="module")
def http(target: Server) -> Iterator[httpx.Client]:
    """A client for it."""
    with httpx.Client(base_url=target.url, timeout=30) as client:
        yield client


def check(answer: httpx.Response) -> None:
    """No failure of the service; problems have their shape."""
    assert answer.status_code < 500 or answer.status_code == 504, answer.text
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        assert answer.headers["content-type"] in {"application/problem+json", "text/html; charset=utf-8"}
        assert "Traceback" not in answer.text


@QUICK
@given(body=st.binary(max_size=200), media_type=TYPES)
@example(body=b"query=%", media_type="application/x-www-form-urlencoded")
@example(body=b"query=%00&&&==&%zz", media_type="application/x-www-form-urlencoded")
@example(body=b"\xef\xbb\xbfASK {}", media_type="application/sparql-query")
@example(body=b"\x00" * 100, media_type="application/sparql-query")
def test_any_body(http: httpx.Client, body: bytes, media_type: str) -> None:
    check(http.post("/sparql", content=body, headers={"Content-Type": media_type}))


@QUICK
@given(words=st.lists(WORDS, max_size=40), glue=st.sampled_from([" ", "", "\n"]))
def test_any_words_of_the_language(http: httpx.Client, words: list[str], glue: str) -> None:
    check(http.post("/sparql", content=glue.join(words).encode(), headers={"Content-Type": "application/sparql-query"}))


@QUICK
@given(tail=st.lists(WORDS, max_size=25))
def test_anything_behind_a_good_beginning(http: httpx.Client, tail: list[str]) -> None:
    text = "PREFIX ex: <urn:ex:> SELECT * WHERE { ?s ex:p ?o . " + " ".join(tail)
    check(http.post("/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-query"}))


@QUICK
@given(pairs=st.lists(st.tuples(st.sampled_from(["query", "default-graph-uri", "named-graph-uri", "format", "update", "x"]), st.text(max_size=30)), max_size=5))
@example(pairs=[("query", "ASK {}"), ("format", "")])
@example(pairs=[("query", "ASK {}"), ("default-graph-uri", "")])
@example(pairs=[("query", "ASK {}"), ("named-graph-uri", "\x00 <>")])
def test_any_parameters(http: httpx.Client, pairs: list[tuple[str, str]]) -> None:
    encodable = httpx.QueryParams(tuple((name, value.encode("utf-8", "ignore").decode()) for name, value in pairs))
    check(http.get("/sparql", params=encodable))
    check(http.post("/sparql", content=str(encodable).encode(), headers={"Content-Type": "application/x-www-form-urlencoded"}))


@QUICK
@given(accept=HEADER)
@example(accept="*/*;q=nan")
@example(accept="*/*;q=inf")
@example(accept="text/csv;q=1e400")
def test_any_accept_header(http: httpx.Client, accept: str) -> None:
    check(http.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": accept}))


@QUICK
@given(
    path=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    root=st.sampled_from(["/", "/id/", "/doc/", "/doc/city/essen.", "/queries/", "/queries/events/result.", "/graph/", "/ontology/", "/ontology.", "/static/"]),
)
@example(path=" ", root="/graph/")
@example(path="..%2f..%2f..%2fetc/passwd", root="/static/")
@example(path="a b", root="/ontology/")
@example(path="{}", root="/id/")
def test_any_path(http: httpx.Client, path: str, root: str) -> None:
    from urllib.parse import quote

    check(http.get(root + quote(path)))
    check(http.get(root + quote(path), headers={"Accept": "text/html"}))


@QUICK
@given(name=st.text(st.characters(exclude_categories=["Cs"]), max_size=10), value=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@example(name="on", value="0000-00-00")
@example(name="forum", value="<script>")
@example(name="forum", value="id:forum/efus>")
def test_any_parameter_of_a_saved_query(http: httpx.Client, name: str, value: str) -> None:
    check(http.get("/queries/members-of-forum/result.json", params={name: value}))
    check(http.get("/queries/members-of-forum", params={name: value}, headers={"Accept": "text/html"}))


def test_afterwards_it_still_answers(target: Server) -> None:
    assert httpx.get(target.sparql, params={"query": "ASK {}"}, timeout=30).json()["boolean"] is True
