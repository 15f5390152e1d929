"""The lexer that looks at a query before it runs."""

import random
import sys

import pytest

from tests.engine.test_fuzz import SEEDS, mutate
from urbansec.engine import Form, inspect
from urbansec.engine.inspect import position, tokens
from urbansec.errors import QuerySyntaxError, UpdateRefusedError


def kinds(text: str) -> list[tuple[str, str]]:
    """Kind and text of every token."""
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("?x $y_1", [("variable", "?x"), ("variable", "$y_1")]),
        ("<http://a/b#c>", [("iri", "<http://a/b#c>")]),
        ("<>", [("iri", "<>")]),
        ("ex:a : :b a.b:c", [("name", "ex:a"), ("name", ":"), ("name", ":b"), ("name", "a.b:c")]),
        ("ex:a.", [("name", "ex:a"), ("mark", ".")]),
        ("ex:a.b", [("name", "ex:a.b")]),
        (r"ex:a\,b ex:%20", [("name", r"ex:a\,b"), ("name", "ex:%20")]),
        ("_:b1", [("blank", "_:b1")]),
        ("'a' \"b\"", [("string", "'a'"), ("string", '"b"')]),
        (r"'it\'s'", [("string", r"'it\'s'")]),
        ("''", [("string", "''")]),
        ("'''a'b''c'''", [("string", "'''a'b''c'''")]),
        ('"""a\n"b"\n"""', [("string", '"""a\n"b"\n"""')]),
        ("'x'@de-CH", [("string", "'x'"), ("language", "@de-CH")]),
        ("'1'^^xsd:date", [("string", "'1'"), ("mark", "^^"), ("name", "xsd:date")]),
        ("1 1.5 .5 1e3 1.5E-3", [("number", n) for n in ("1", "1.5", ".5", "1e3", "1.5E-3")]),
        ("a # comment <x> 'y'\nb", [("word", "a"), ("word", "b")]),
        ("?a<?b", [("variable", "?a"), ("mark", "<"), ("variable", "?b")]),
        (
            "?a <= 1 && ?b != 2 || !?c",
            [
                ("variable", "?a"),
                ("mark", "<="),
                ("number", "1"),
                ("mark", "&&"),
                ("variable", "?b"),
                ("mark", "!="),
                ("number", "2"),
                ("mark", "||"),
                ("mark", "!"),
                ("variable", "?c"),
            ],
        ),
        ("{ ( [ ] ) }", [("mark", m) for m in "{([])}"]),
        ("", []),
        (" \t\r\n# only this", []),
    ],
)
def test_tokens(text: str, wanted: list[tuple[str, str]]) -> None:
    assert kinds(text) == wanted


@pytest.mark.parametrize("text", ["'unclosed\nx", '"', "'''x", "<not an iri>", "\x00", "@", "_:", "^", "%", "\\", "é🎉", "\ud800"])
def test_nothing_is_lost(text: str) -> None:
    """Whatever it is, every character but spaces and comments is in a token, in order."""
    assert "".join(token.text for token in tokens(text)) == "".join(text.split())
    assert all(text[token.start : token.end] == token.text for token in tokens(text))


def test_a_long_text_costs_little_time() -> None:
    import time

    for text in ("'" * 200_000, '"' * 200_000, "<" * 200_000, "ex:a." * 40_000, "\\" * 200_000, "''' " * 50_000, "_:." * 60_000, "a." * 100_000):
        start = time.monotonic()
        list(tokens(text))
        assert time.monotonic() - start < 5, text[:5]


@pytest.mark.parametrize(("offset", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (3, 1)), (6, (3, 2))])
def test_position(offset: int, place: tuple[int, int]) -> None:
    assert position("ab\ncé\nx", offset + (0 if offset < 5 else 1)) == place


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("select*{}", Form.SELECT),
        ("ASK{}", Form.ASK),
        ("CONSTRUCT WHERE {}", Form.CONSTRUCT),
        ("Describe <urn:x>", Form.DESCRIBE),
        ("PREFIX ask: <urn:ask> BASE <http://select/> # construct\nSELECT (1 AS ?ask) {}", Form.SELECT),
        ("PREFIX insert: <urn:i> ASK { ?s insert:data 'DELETE' }", Form.ASK),
    ],
)
def test_form(text: str, form: Form) -> None:
    assert inspect(text).form is form
    assert form.gives_graph is (form in {Form.CONSTRUCT, Form.DESCRIBE})


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA {}",
        "delete where {}",
        "PREFIX a: <urn:a> LOAD <urn:x>",
        "# ASK\nCLEAR ALL",
        "BASE <urn:ask> DROP ALL",
        "CREATE GRAPH <urn:a>",
        "MOVE <urn:a> TO <urn:b>",
        "WITH <urn:g> DELETE {} WHERE {}",
    ],
)
def test_updates(text: str) -> None:
    with pytest.raises(UpdateRefusedError):
        inspect(text)


@pytest.mark.parametrize(("text", "line", "column"), [("", 1, 1), ("nonsense", 1, 9), ("PREFIX a: <urn:a>\n\n", 1, 18), ("'SELECT'", 1, 9)])
def test_no_form(text: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        inspect(text)
    assert (raised.value.line, raised.value.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * FROM <urn:a> {}", True),
        ("ASK FROM NAMED <urn:a> {}", True),
        ("SELECT * { ?s ?p 'FROM' } # FROM", False),
        ("PREFIX from: <urn:from> SELECT ?from { ?s from:x ?from }", False),
    ],
)
def test_dataset_clauses(text: str, named: bool) -> None:
    assert inspect(text).names_dataset is named


def test_prefixes() -> None:
    assert inspect("PREFIX a: <urn:a> prefix : <urn:b>\nASK { ?s a:b 'PREFIX c: <urn:c>' }").prefixes == {"a": "urn:a", "": "urn:b"}


def test_a_glance_sees_what_the_lexer_sees() -> None:
    """On every query of the project, whole and mutated, the quick way gives no answer or the same one."""
    module = sys.modules["urbansec.engine.inspect"]
    chance, seen = random.Random(5), 0  # noqa: S311 - mutations, not secrets
    for text in [*SEEDS, *(mutate(chance) for _ in range(3000))]:
        quick = module._at_a_glance(text)
        if quick is None:
            continue
        seen += 1
        assert quick == module._thoroughly(text), text
    assert seen > 500


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <urn:g> {}", "SELECT *FROM<urn:g>{}", "SELECT(1 AS ?x)FROM<urn:g>{}", "ASK{SERVICE<urn:s>{}}", "ASK{FILTER(trueSERVICE)}",
        "SELECT (NOW() AS ?x) {}", "SELECT (rand() AS ?x) {}", "ASKFROM<urn:g>{}", "SELECT_ * {}", "PREFIXa:<urn:a> ASK {}", "INSERT DATA {}",
        "", "x",
    ],
)  # fmt: skip
def test_what_needs_tokens_gets_the_lexer(text: str) -> None:
    assert sys.modules["urbansec.engine.inspect"]._at_a_glance(text) is None
