"""What is read is what pyoxigraph reads, triple by triple in the same order; what it refuses holds a mistake."""

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.turtle.generated import documents, graphs, lines, literals
from tests.turtle.support import BASE, N_QUADS, N_TRIPLES, ROOT, TRIG, TURTLE, differences, judge, read, same
from urbansec.errors import InputFileError
from urbansec.turtle import Source, check, parse

W3C = Path(os.environ["URBANSEC_W3C"]) / "rdf11" / "rdf-turtle" if os.environ.get("URBANSEC_W3C") else None
SUITE = sorted([*W3C.glob("*.ttl"), *W3C.glob("*.nt")]) if W3C else []
FILES = sorted(path for folder in ("data", "ontology", "tests") for path in (ROOT / folder).rglob("*") if path.suffix in (".ttl", ".trig", ".nt", ".nq"))
FORMATS = {".ttl": TURTLE, ".trig": TRIG, ".nt": N_TRIPLES, ".nq": N_QUADS}
PIECES = ['"', "'", '"""', ".", ";", ",", "[", "]", "(", ")", "{", "}", "<", ">", "@en", "^^", "^", "a", "a:x", "b:x", ":", "_:b", "1", "1.5", "true"]
PIECES += ["#", "\\", "\n", "\r", " ", "\u00a0", "\ufeff", "“", "”", "@prefix", "PREFIX", "=", "-", "é", "<x>", "graph", "//", "%", "<<<<<<< x\n", "=======\n"]


def is_utf8(path: Path) -> bool:
    """Whether the file is a text at all."""
    try:
        path.read_bytes().decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.skipif(W3C is None, reason="URBANSEC_W3C names no folder with the W3C tests")
def test_the_suite_is_there() -> None:
    assert len([path for path in SUITE if path.suffix == ".ttl"]) >= 313


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.name)
def test_the_w3c_suite(path: Path) -> None:
    form = FORMATS[path.suffix]
    if not is_utf8(path):
        with pytest.raises(InputFileError, match=r":\d+:\d+: Byte 0x"):
            Source.read(path)
        return
    source = Source.read(path)
    quads = judge(source.text, form)
    parsed = parse(source, form, base_iri=BASE)
    if quads is None:
        assert check(source, form, base_iri=BASE)
        assert parsed.mistakes, "our own reader finds the mistake, too"
    else:
        assert (list(differences(parsed.triples, quads)), parsed.mistakes) == ([], [])
        assert check(source, form, base_iri=BASE) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_of_the_project(path: Path) -> None:
    if not is_utf8(path):
        pytest.skip("not UTF-8 on purpose")
    text = path.read_bytes().decode().removeprefix("\ufeff")
    quads, parsed = judge(text, FORMATS[path.suffix]), read(text, FORMATS[path.suffix])
    if quads is None:
        assert parsed.mistakes
    else:
        assert (list(differences(parsed.triples, quads)), parsed.mistakes) == ([], [])


@given(documents())
@settings(max_examples=150, deadline=None)
def test_turtle_in_any_layout(text: str) -> None:
    same(text)


@given(graphs())
@settings(max_examples=100, deadline=None)
def test_trig_in_any_layout(text: str) -> None:
    same(text, TRIG)


@given(lines())
def test_lines(text: str) -> None:
    same(text, N_TRIPLES)


@given(lines(graphs=True))
def test_lines_with_graphs(text: str) -> None:
    same(text, N_QUADS)


@given(literals)
def test_literals(text: str) -> None:
    same(f"PREFIX a: <http://e.org/> PREFIX : <x:> <s> <p> {text} .")


@pytest.mark.parametrize("form", [TURTLE, TRIG, N_TRIPLES, N_QUADS], ids=str)
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_text_is_judged_as_pyoxigraph_judges_it(form: ox.RdfFormat, data: st.DataObject) -> None:
    text = data.draw({TURTLE: documents(), TRIG: graphs(), N_TRIPLES: lines(), N_QUADS: lines(graphs=True)}[form])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at + data.draw(st.integers(0, 3)) :]
    quads, parsed, told = judge(text, form), read(text, form), check(Source(text), form, base_iri=BASE)
    assert bool(told) == (quads is None)
    assert all(0 <= mistake.span.start <= mistake.span.end <= len(text) for mistake in (*told, *parsed.mistakes))
    assert all(mistake.code and mistake.message.endswith((".", "!")) for mistake in told)
    if quads is not None and not parsed.unsupported:
        assert (list(differences(parsed.triples, quads)), parsed.mistakes) == ([], [])
    if quads is not None:
        assert parsed.mistakes == []
    assert "urn:x-mistake" not in str(parsed.triples)


@pytest.mark.parametrize(
    ("text", "predicates"),
    [
        ('<s> <p> ( 1 "x" 2 ) .', "first p rest first rest first rest"),
        ('<s> <p> ( "x" ) .', "p rest first"),
        ('<s> <p> [ <q> "x" ] .', "p q"),
        ("<s> <p> [ <q> 1 ] .", "q p"),
    ],
)
def test_a_token_that_completes_several_triples_hands_out_the_last_first(text: str, predicates: str) -> None:
    same(text)
    assert [triple.predicate.value.replace("#", "/").rpartition("/")[2] for triple in read(text).triples] == predicates.split()


def test_what_would_show_a_difference_does() -> None:
    parsed, quads = read("<s> <p> 1, 2 ."), judge("<s> <p> 2, 1 .")
    assert quads is not None
    assert list(differences(parsed.triples, quads))
    assert list(differences(parsed.triples, quads[:1]))
    blank, other = read("[] <p> [] ."), judge("_:x <p> _:x .")
    assert other is not None
    assert list(differences(blank.triples, other))


@pytest.mark.parametrize("depth", [1000, 20_000])
def test_deep_nesting(depth: int) -> None:
    same("<s> <p> " + "[ <p> " * depth + "1" + " ]" * depth + " .")
    same("<s> <p> " + "( " * depth + "1" + " )" * depth + " .")
    open_only = read("<s> <p> " + "[ <p> " * depth + "1 .")
    assert {mistake.code for mistake in open_only.mistakes} == {"unclosed-bracket"}


@pytest.mark.parametrize("text", ["<s> <p> <<( <a> <b> <c> )>> .", "<s> <p> <o> ~ <r> {| <a> <b> |} .", "<< <s> <p> <o> >> <q> 1 ."])
def test_the_syntax_of_rdf_1_2_is_no_mistake_but_its_triples_are_not_placed(text: str) -> None:
    parsed = read(f"<a> <b> 1 .\n{text}\n<c> <d> 2 .")
    assert judge(text) is not None
    assert parsed.mistakes == []
    assert [str(triple.object.value) for triple in parsed.triples if isinstance(triple.object, ox.Literal)] == ["1", "2"]
    assert len(parsed.unsupported) == 1


def test_only_the_four_formats() -> None:
    with pytest.raises(ValueError, match="not read with places"):
        parse(Source(""), ox.RdfFormat.RDF_XML)


def test_prefixes_are_told() -> None:
    parsed = read("@prefix a: <http://e.org/> . PREFIX : <x:> @base <http://e.org/d/> . @prefix b: <f/> . a:s :p b:o .")
    assert parsed.prefixes == {"a": "http://e.org/", "": "x:", "b": "http://e.org/d/f/"}


EDGES = [0xB6, 0xB7, 0xBF, 0xC0, 0xD6, 0xD7, 0xD8, 0xF6, 0xF7, 0xF8, 0x2FF, 0x300, 0x36F, 0x370, 0x37D, 0x37E, 0x37F, 0x1FFF, 0x2000, 0x200B, 0x200C, 0x200D]
EDGES += [
    0x200E,
    0x203E,
    0x203F,
    0x2040,
    0x2041,
    0x206F,
    0x2070,
    0x218F,
    0x2190,
    0x2BFF,
    0x2C00,
    0x2FEF,
    0x2FF0,
    0x3000,
    0x3001,
    0xD7FF,
    0xE000,
    0xF8FF,
    0xF900,
]
EDGES += [0xFDCF, 0xFDD0, 0xFDEF, 0xFDF0, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0xEFFFF, 0xF0000, 0x10FFFF, *map(ord, "azAZ09_-.:%~!$&'()*+,;=/?@")]


@pytest.mark.parametrize("form", ["a:{}x", "a:x{}", "a:x{}x", "a{}:x", "{}a:x", "_:{}x", "_:x{}", "_:x{}x", "<x:{}>", '"{}"', "'x'@en{}"])
@pytest.mark.parametrize("edge", EDGES, ids=hex)
def test_the_edges_of_what_a_name_may_hold(form: str, edge: int) -> None:
    name = form.format(chr(edge))
    prefix = name.rpartition(":")[0] if form.endswith(":x") else "a"
    text = f"@prefix {prefix}: <http://e.org/> .\n<s> <p> {name} .\n"
    quads, parsed = judge(text), read(text)
    if quads is None:
        assert check(Source(text), TURTLE, base_iri=BASE)
        assert parsed.mistakes or parsed.unsupported
    elif not parsed.unsupported:  # ~ begins a reifier
        assert (list(differences(parsed.triples, quads)), parsed.mistakes) == ([], [])
