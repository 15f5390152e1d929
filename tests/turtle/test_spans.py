"""Where things stand: the text at a span says what the triple says, and lines and columns are those that people count."""

from collections.abc import Iterator
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from tests.turtle.generated import documents, graphs, lines
from tests.turtle.support import BASE, N_QUADS, ROOT, TRIG, TURTLE, read
from urbansec.turtle import Parsed, PlacedTriple, Source, Span

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CELLS = (f"{RDF}first", f"{RDF}rest")
HEAD = "@prefix ex: <http://example.org/> .\n"


def wrong(text: str, parsed: Parsed, form: ox.RdfFormat) -> Iterator[str]:
    """Where the text at a span says something else than the triple; of blank nodes only the form of what is written is compared."""
    blocks = sorted({triple.block for triple in parsed.triples}, key=lambda block: (block.start, -block.end))
    for triple in parsed.triples:
        if not triple.block.start <= triple.predicate_span.start <= triple.object_span.end <= triple.block.end:
            yield f"{triple} is not in its block"
        spans = [(triple.subject_span, triple.subject), (triple.predicate_span, triple.predicate), (triple.object_span, triple.object)]
        if triple.predicate.value in CELLS and text[triple.subject_span.start] == "(":
            spans = spans[2:] if triple.predicate.value.endswith("first") else []
        home = next(block for block in blocks if block.start <= triple.block.start and triple.block.end <= block.end)
        for span, term in spans:
            written = text[slice(*span)]
            if isinstance(term, ox.BlankNode):
                if not (written[0] + written[-1] in ("[]", "()") or written == f"_:{term.value}"):
                    yield f"{written!r} is no blank node"
            elif (said := reread(text[: home.start] if form == TURTLE else "", written)) != term:
                yield f"{written!r} says {said}, not {term}"


def reread(before: str, written: str) -> object:
    """The term that ``written`` stands for behind the text ``before``."""
    named = f"<{RDF}type>" if written == "a" else written
    return list(ox.parse(f"{before}<x:s> <x:p> {named} .", format=TURTLE, base_iri=BASE))[-1].object


@given(documents())
@settings(max_examples=150, deadline=None)
def test_spans_of_turtle(text: str) -> None:
    parsed = read(text)
    assert list(wrong(text, parsed, TURTLE)) == []
    assert all(text[triple.block.end - 1] in ".])" for triple in parsed.triples)


def test_a_wrong_span_would_be_found() -> None:
    text = "<s> <p> <o> , <q> ."
    parsed = read(text)
    first, second = parsed.triples
    parsed.triples[:] = [first._replace(object_span=second.object_span), second]
    assert len(list(wrong(text, parsed, TURTLE))) == 1


@given(lines(graphs=True))
def test_spans_of_lines(text: str) -> None:
    assert list(wrong(text, read(text, N_QUADS), N_QUADS)) == []


@pytest.mark.parametrize("name", ["data/forums.ttl", "ontology/shapes/common.ttl", "ontology/examples/network.ttl"])
def test_spans_of_files_of_the_project(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    head = "".join(line + "\n" for line in text.splitlines() if line.startswith("@"))
    parsed = read(text)
    texts = {text[slice(*t.object_span)]: t.object for t in parsed.triples if t.predicate.value not in CELLS and not isinstance(t.object, ox.BlankNode)}
    values = ox.parse(head + "".join(f"<x:s> <x:p> {written} .\n" for written in texts), format=TURTLE, base_iri=BASE)
    assert [quad.object for quad in values] == list(texts.values())
    assert len(texts) > 100


@given(graphs())
def test_graphs_and_their_statements_do_not_overlap(text: str) -> None:
    blocks = sorted({triple.block for triple in read(text, TRIG).triples if text[triple.block.start] not in "[("})
    assert all(one.end <= other.start or other.end <= one.end for one, other in pairwise(blocks))


def at(text: str, found: list[PlacedTriple], index: int) -> tuple[str, str, str, str]:
    """The text at the four spans of a triple."""
    triple = found[index]
    one, two, three, four = (text[slice(*span)] for span in (triple.subject_span, triple.predicate_span, triple.object_span, triple.block))
    return one, two, three, four


def test_each_part_of_a_statement() -> None:
    text = HEAD + 'ex:a a ex:B ; ex:p "x"@en , "5"^^ex:t , 1.5 , [ ex:q ex:r ] .\n'
    found = read(text).triples
    block = text[len(HEAD) : -1]
    assert at(text, found, 0) == ("ex:a", "a", "ex:B", block)
    assert at(text, found, 1) == ("ex:a", "ex:p", '"x"@en', block)
    assert at(text, found, 2) == ("ex:a", "ex:p", '"5"^^ex:t', block)
    assert at(text, found, 3) == ("ex:a", "ex:p", "1.5", block)
    assert at(text, found, 4) == ("[ ex:q ex:r ]", "ex:q", "ex:r", "[ ex:q ex:r ]")
    assert at(text, found, 5) == ("ex:a", "ex:p", "[ ex:q ex:r ]", block)


def test_a_collection() -> None:
    text = HEAD + 'ex:a ex:p ( ex:b "c"@de [ ex:q 1 ] ) .'
    found = read(text).triples
    whole = '( ex:b "c"@de [ ex:q 1 ] )'
    said = {(triple.predicate.value.rpartition("#")[2].rpartition("/")[2], *at(text, found, index)[1:3]) for index, triple in enumerate(found)}
    assert said == {
        ("first", "ex:b", "ex:b"),
        ("p", "ex:p", whole),
        ("rest", "ex:b", '"c"@de'),
        ("first", '"c"@de', '"c"@de'),
        ("rest", '"c"@de', "[ ex:q 1 ]"),
        ("q", "ex:q", "1"),
        ("first", "[ ex:q 1 ]", "[ ex:q 1 ]"),
        ("rest", "[ ex:q 1 ]", ")"),
    }
    assert {at(text, found, i)[3] for i, triple in enumerate(found) if triple.predicate.value in CELLS} == {whole}


def test_the_block_of_a_statement_in_a_graph_ends_with_its_last_token() -> None:
    text = HEAD + "ex:g { ex:a ex:p ex:b . ex:c ex:p ex:d # comment\n }"
    assert [text[slice(*triple.block)] for triple in read(text, TRIG).triples] == ["ex:a ex:p ex:b .", "ex:c ex:p ex:d"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_and_columns(end: str) -> None:
    text = end.join(["# é😀", "<s>", '  <p> "😀é" , """a', 'b""" ; <q> <o> .', ""])
    source = Source(text)
    found = read(text).triples
    assert [source.position(triple.object_span.start) for triple in found] == [(3, 7), (3, 14), (4, 12)]
    assert source.position(found[1].object_span.end) == (4, 5)
    assert [source.line(number) for number in range(6)] == ["", "# é😀", "<s>", '  <p> "😀é" , """a', 'b""" ; <q> <o> .', ""]
    assert source.position(len(text)) == (5, 1)
    assert all(source.offset(*source.position(offset)) == offset for offset in range(len(text) + 1))
    assert (source.offset(0, 0), source.offset(99, 99)) == (0, len(text))


def test_a_span_is_a_pair() -> None:
    assert Span(1, 2) == (1, 2)
    assert read("<s> <p> 1 .").triples[0].triple == ox.Triple(ox.NamedNode(f"{BASE}s"), ox.NamedNode(f"{BASE}p"), ox.Literal(1))
