"""Mistakes that people make: each is named, at the place where one looks for it, with what to do."""

import pyoxigraph as ox
import pytest

from tests.turtle.support import BASE, N_QUADS, N_TRIPLES, TRIG, TURTLE, judge, read
from urbansec.turtle import Mistake, Source, check

HEAD = "@prefix ex: <http://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
GOOD = "\nex:before ex:p 1 .\n{}\nex:behind ex:p 2 .\n"
FIRST = 4  # the line on which a mistake begins

# what is written, the code, its line (from 1 on) and column, part of the hint
ONE = [
    # marks that are missing
    ("ex:a ex:p ex:b\nex:c ex:p ex:d .", "missing-dot", 1, 15, "'ex:a' with a dot"),
    ('ex:a ex:p "x"@en # comment\nex:c ex:p ex:d .', "missing-dot", 1, 17, "with a dot"),
    ("ex:a ex:p ex:b\n@prefix b: <http://b/> .", "missing-dot", 1, 15, "with a dot"),
    ('ex:a ex:p "b"\n@prefix b: <http://b/> .', "missing-dot", 1, 14, "with a dot"),
    ("@prefix b: <http://b/>\nb:a b:b b:c .", "missing-dot", 1, 23, "Write @prefix b: <http://b/> ."),
    ("@base <http://b/>\nex:a ex:b ex:c .", "missing-dot", 1, 18, "Write @base <http://b/> ."),
    ("ex:a ex:p ex:b\n  ex:q ex:c .", "missing-semicolon", 1, 15, "semicolon between two predicates"),
    ("ex:a ex:p ex:b a ex:C .", "missing-semicolon", 1, 15, "semicolon"),
    ("ex:a ex:p [ ex:q 1 ex:r 2 ] .", "missing-semicolon", 1, 19, "semicolon"),
    ('ex:a ex:p "x" "y" .', "missing-comma", 1, 14, "comma between two objects"),
    ("ex:a ex:p ex:b ex:c .", "missing-comma", 1, 15, "comma"),
    ("ex:a ex:p 1 [ ex:q 2 ] .", "missing-comma", 1, 12, "comma"),
    # marks that are wrong
    ("ex:a ex:p 1 ;\n  ex:q 2 ;\n\nex:c a ex:D ;\n  ex:q 3 .", "semicolon-for-dot", 2, 10, "dot instead"),
    ("ex:a ex:p ex:b ;\n  ex:q 2 ;\nex:c ex:q ex:d .", "semicolon-for-dot", 2, 10, "dot instead"),
    ("ex:a ex:p 1 .\n  ex:q 2 .", "dot-for-semicolon", 1, 13, "semicolon instead"),
    ("ex:a ex:p 1 .\n  a ex:C ;\n  ex:q 2 .", "dot-for-semicolon", 1, 13, "semicolon instead"),
    ("ex:a ex:p 1 ..", "stray-dot", 1, 14, "Take it out"),
    ("PREFIX b: <http://b/> .", "dot-after-prefix", 1, 23, "write @prefix"),
    ("ex:a ex:p 1 . ; ex:q 2 .", "stray-mark", 1, 15, "Take the dot out"),
    ("ex:a ex:p 1, .", "missing-object", 1, 12, "Take the comma out"),
    ("ex:a = ex:b .", "equals-sign", 1, 6, "owl:sameAs"),
    ("ex:a ex:p = ex:b .", "equals-sign", 1, 11, "none between its parts"),
    ('ex:a rdfs:label := "x" .', "equals-sign", 1, 17, "none between its parts"),
    ('ex:a rdfs:label == "x" .', "equals-sign", 1, 17, "none between its parts"),
    # brackets
    ("ex:a ex:p [ ex:q 1 ; ex:r 2 .", "unclosed-bracket", 1, 11, "Put ]"),
    ("ex:a ex:p ( 1 2 .", "unclosed-bracket", 1, 11, "Put )"),
    ("ex:a ex:p [ ex:q ( 1 2 ] .", "unclosed-bracket", 1, 18, "Put )"),
    ("ex:a ex:p [ ex:q 1\nex:c ex:p 2 .", "unclosed-bracket", 1, 11, "Put ]"),
    ("ex:a ex:p ( 1 2 ] .", "wrong-bracket", 1, 17, "Write )"),
    ("ex:a ex:p 1 ] .", "stray-bracket", 1, 13, "Take it out"),
    ("ex:a ex:p 1 ) .", "stray-bracket", 1, 13, "Take it out"),
    ("ex:a ex:p ( 1, 2 ) .", "comma-in-collection", 1, 14, "Blanks are enough"),
    ("ex:g { ex:a ex:p ex:b . }", "graph-in-turtle", 1, 6, ".trig"),
    # parts that are missing
    ("ex:a ex:p .", "missing-object", 1, 11, "subject, predicate, object"),
    ("ex:a ex:p ; ex:q 1 .", "missing-object", 1, 11, "subject, predicate, object"),
    ("ex:a .", "missing-predicate", 1, 6, "subject, predicate, object"),
    ('ex:a "lit" .', "missing-predicate", 1, 5, "subject, predicate, object"),
    ('"x" ex:p ex:o .', "literal-subject", 1, 1, "Give the thing an IRI"),
    ("5 ex:p ex:o .", "literal-subject", 1, 1, "Give the thing an IRI"),
    ('ex:a "lit" ex:b .', "literal-predicate", 1, 6, "put a comma before it"),
    ("ex:a _:p ex:b .", "blank-predicate", 1, 6, "Write an IRI"),
    # names and prefixes
    ("exx:a ex:p 1 .", "undeclared-prefix", 1, 1, "Did you mean ex:"),
    ("ex:a ex:p foaf:b , foaf:c .", "undeclared-prefix", 1, 11, "@prefix foaf: <http://xmlns.com/foaf/0.1/> ."),
    ("skoss:a ex:p 1 .", "undeclared-prefix", 1, 1, "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."),
    ("qqq:a ex:p 1 .", "undeclared-prefix", 1, 1, "@prefix qqq: <"),
    ("later:a ex:p 1 .\n@prefix later: <http://l/> .", "undeclared-prefix", 1, 1, "only on line 6"),
    (":a ex:p 1 .", "undeclared-prefix", 1, 1, "@prefix : <"),
    ("@prefix b <http://b/> .\nb:a ex:p 1 .", "bad-prefix", 1, 9, "@prefix b: <http://b/> ."),
    ("@prefix <http://b/> .", "bad-prefix", 1, 9, "@prefix : <http://b/> ."),
    ("@prefix b: http://b/ .", "bare-iri", 1, 12, "<http://b/>"),
    ('@prefix b: "http://b/" .', "literal-namespace", 1, 12, "<http://b/>"),
    ("@PREFIX b: <http://b/> .\nb:a b:b b:c .", "directive-case", 1, 1, "capitals"),
    ("@prefix b = <http://b/> .", "equals-sign", 1, 11, "@prefix ex: <"),
    ("@include <http://b/> .", "unknown-directive", 1, 1, "@prefix and @base"),
    ("ex:a/b ex:p 1 .", "bad-name", 1, 5, "<http://example.org/a/b>"),
    ("ex:a ex:p ex:c?d .", "bad-name", 1, 15, "ex:c\\?d"),
    ("ex:a ex:p ex:x#y .", "hash-in-name", 1, 15, "\\#"),
    ("ex:a rdfs:label Essen .", "bare-word", 1, 17, '"Essen"'),
    ("ex:a ex:p TRUE .", "bare-word", 1, 11, "Write true"),
    ("ex:a is ex:b .", "bare-word", 1, 6, "small a"),
    ("Essen a ex:City .", "bare-word", 1, 1, "ex:Essen"),
    ("ex:a ex:p a .", "bare-word", 1, 11, "Write an IRI"),
    ("ex:a ex:p _: .", "bad-blank-node", 1, 11, "_:x"),
    # IRIs
    ("ex:a ex:p http://example.org/foo .", "bare-iri", 1, 11, "<http://example.org/foo>"),
    ("ex:a ex:p <http://x/a b> .", "bad-iri", 1, 22, "%20"),
    ("ex:a ex:p <http://x/{c}> .", "bad-iri", 1, 21, "%7B"),
    ("ex:a ex:p <http://x\\c> .", "bad-iri", 1, 20, "set apart by /"),
    ("ex:a ex:p <http://x/%zz> .", "bad-iri", 1, 11, "%25"),
    ("ex:a ex:p <http://x/a ;\n  ex:q 1 .", "unclosed-iri", 1, 11, "<http://x/a>"),
    ("ex:a ex:p ?x .", "sparql-variable", 1, 11, "_:x"),
    ("ex:a ^ex:p ex:b .", "sparql-path", 1, 6, "swap"),
    # texts
    ("ex:a ex:p “text” .", "smart-quotes", 1, 11, "straight"),
    ('ex:a ex:p "text” .', "smart-quotes", 1, 16, "straight"),
    ("ex:a ex:p „text“@de .", "smart-quotes", 1, 11, "straight"),
    ('ex:a ex:p "He said "hello" to me"@en ; ex:q 1 .', "unescaped-quote", 1, 20, 'Write \\"'),
    ('ex:a ex:p "5" disk" .', "unescaped-quote", 1, 13, "put the text in three"),
    ("ex:a ex:p 'it's' .", "unescaped-quote", 1, 14, "Write \\'"),
    ('ex:a ex:p "open ;\n  ex:q 1 .', "unclosed-literal", 1, 11, 'Close it with "'),
    ('ex:a ex:p "two\nlines" ;\n  ex:q 1 .', "line-break-in-literal", 1, 11, "\\n"),
    ('ex:a ex:p """open .\n\nex:c ex:p 1 .', "unclosed-literal", 1, 11, '"""'),
    ('ex:a ex:p """open .\n\nex:c ex:p """closed""" .', "unclosed-literal", 1, 11, '"""'),
    ('ex:a ex:p "C:\\data" .', "bad-escape", 1, 14, "\\\\"),
    ('ex:a ex:p "\\u12" .', "bad-escape", 1, 12, "\\u00E9"),
    ('ex:a ex:p "é😀\\ud800" .', "bad-escape", 1, 14, "\\u00E9"),
    ('ex:a ex:p """long\nand \\wrong""" .', "bad-escape", 2, 5, "\\\\"),
    ('ex:a ex:p "x"@en_US .', "bad-language", 1, 14, "@en-US"),
    ('ex:a ex:p "x"@toolonglanguage .', "bad-language", 1, 14, '"Stadt"@de'),
    ('ex:a ex:p "x"@ , "y"@de .', "bad-language", 1, 14, '"Stadt"@de'),
    ('ex:a ex:p "x"@ en .', "bad-language", 1, 14, '"Stadt"@de'),
    ("ex:a ex:p @en .", "stray-language", 1, 11, '"Stadt"@en'),
    ('ex:a ex:p "x"^^ .', "missing-datatype", 1, 16, "xsd:date"),
    ('ex:a ex:p "x"^^"y" .', "bad-datatype", 1, 16, "xsd:date"),
    ('ex:a ex:p "x"^ex:t .', "single-caret", 1, 14, "^^xsd:date"),
    ("ex:a ex:p 5^^ex:int .", "datatype-without-text", 1, 11, '"5"^^ex:int'),
    ('ex:a ex:p "x"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .', "bad-datatype", 1, 16, "language"),
    ("ex:a ex:p 2020-01-05 .", "unquoted-date", 1, 11, '"2020-01-05"^^xsd:date'),
    ("ex:a ex:p 5.3.2020 ; ex:q 1 .", "unquoted-date", 1, 11, '"2020-03-05"^^xsd:date'),
    ("ex:a ex:p 1.000.000 .", "bad-number", 1, 11, "1000000"),
    ("ex:a ex:p 12km .", "bad-number", 1, 11, '"12 km"'),
    # characters that nobody sees, and other languages
    ("ex:a ex:p \ufeff 1 .", "odd-character", 1, 11, "joined"),
    ("ex:a\u00a0ex:p 1 .", "odd-character", 1, 5, "ordinary space"),
    ("ex:a ex:p \x07 1 .", "odd-character", 1, 11, "Take it out"),
    ("// comment", "comment-style", 1, 1, "begins with #"),
    ("/* ex:a\n ex:p 1 . */", "comment-style", 1, 1, "begins with #"),
    ("<<<<<<< HEAD\nex:a ex:p 1 .", "merge-conflict", 1, 1, "Keep the lines"),
    ("ex:a ex:p 1 ;\n=======\n  ex:q 2 .", "merge-conflict", 2, 1, "Keep the lines"),
    (">>>>>>> other", "merge-conflict", 1, 1, "Keep the lines"),
]


def found(text: str, form: object = TURTLE) -> list[tuple[str, int, int, Mistake]]:
    """Code, line and column of each mistake, and the mistake."""
    source = Source(text)
    return [(mistake.code, *source.position(mistake.span.start), mistake) for mistake in check(source, form, base_iri=BASE)]  # type: ignore[arg-type]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(("text", "code", "line", "column", "hint"), ONE, ids=[f"{code}: {text[:40]!r}" for text, code, *_ in ONE])
def test_a_mistake(text: str, code: str, line: int, column: int, hint: str, end: str) -> None:
    whole = (HEAD + GOOD.format(text)).replace("\n", end)
    assert judge(whole) is None, "pyoxigraph accepts it"
    told = found(whole)
    assert [(kind, at - FIRST, place) for kind, at, place, _ in told] == [(code, line, column)]
    assert hint in told[0][3].hint
    values = [triple.object.value for triple in read(whole).triples if triple.subject.value.endswith(("before", "behind"))]  # type: ignore[union-attr]
    assert values == ["1", "2"], "the statements around it are read"


def test_there_are_enough_cases_of_enough_kinds() -> None:
    assert len(ONE) >= 100
    assert len({code for _, code, *_ in ONE}) >= 45


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("<!DOCTYPE html>\n<html><body>No data</body></html>", "html", 1, 1),
        ("\n<html lang='de'>", "html", 2, 1),
        ('{ "@context": "http://schema.org/" }', "json", 1, 1),
        ('[ { "a": 1 } ]', "json", 1, 1),
        ('<?xml version="1.0"?>\n<rdf:RDF></rdf:RDF>', "xml", 1, 1),
        ("PREFIX ex: <http://e.org/>\nSELECT ?s WHERE { ?s ?p ?o }", "sparql-query", 1, 1),
        ("INSERT DATA { <a> <b> <c> }", "sparql-query", 1, 1),
    ],
)
@pytest.mark.parametrize("form", [TURTLE, TRIG, N_TRIPLES], ids=str)
def test_a_file_that_is_something_else_is_told_as_one_mistake(text: str, code: str, line: int, column: int, form: object) -> None:
    assert [told[:3] for told in found(text, form)] == [(code, line, column)]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("ex:a ex:p 1", "missing-dot", 3, 12),
        ("ex:a ex:p 1 # comment\n\n", "missing-dot", 3, 12),
        ("ex:a ex:p", "missing-object", 3, 10),
        ("ex:a", "missing-predicate", 3, 5),
        ("ex:a ex:p [ ex:q", "unclosed-bracket", 3, 11),
        ('ex:a ex:p "x"^^', "missing-datatype", 3, 16),
        ("@prefix q: <http://q/>", "missing-dot", 3, 23),
        ("@prefix q:", "missing-end", 3, 11),
        ('ex:a ex:p """x', "unclosed-literal", 3, 11),
    ],
)
def test_the_text_ends_too_early(text: str, code: str, line: int, column: int) -> None:
    told = found(HEAD + text)
    assert told[0][:3] == (code, line, column)
    assert len(told) <= 2


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ex:g { ex:a ex:p ex:b ex:c ; ex:q .\nex:d ex:p 1 }\nex:e ex:p 1 .", ["missing-comma", "missing-object"]),
        ("ex:g { ex:a ex:p ex:b", ["unclosed-bracket"]),
        ("GRAPH { ex:a ex:p 1 }", ["unexpected"]),
        ("ex:g { ex:a ex:p [ ex:q 1 }\nex:e ex:p 1 .", ["unclosed-bracket"]),
        ("ex:g { { ex:a ex:p 1 } }", ["graph-in-turtle"]),
        ("zz:g { ex:a ex:p 1 }", ["undeclared-prefix"]),
        ("ex:g { ex:a ex:p 1 } .", ["stray-dot"]),
        ("ex:g { @prefix b: <http://b/> . }", ["directive-in-graph"]),
    ],
)
def test_mistakes_in_trig(text: str, codes: list[str]) -> None:
    assert judge(HEAD + text, TRIG) is None
    told = [code for code, *_ in found(HEAD + text, TRIG)]
    assert told[: len(codes)] == codes
    assert len(told) <= len(codes) + 1


@pytest.mark.parametrize(
    ("line", "code", "column", "hint"),
    [
        ("<x:a> <x:b> <x:c>", "missing-dot", 18, "dot"),
        ("<x:a> <x:b> .", "missing-object", 12, "<object>"),
        ("<x:a> <x:b> ex:c .", "prefixed-name", 13, ".ttl"),
        ("@prefix ex: <x:c> .", "directive-in-lines", 1, ".ttl"),
        ("<x:a> <x:b> 5 .", "bare-literal", 13, '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("<x:a> <x:b> true .", "bare-literal", 13, "boolean"),
        ("<x:a> <x:b> 'x' .", "wrong-quotes", 13, ".ttl"),
        ("<x:a> <x:b> <x:c> ; <x:d> <x:e> .", "abbreviation", 19, ".ttl"),
        ("<x:a> <x:b> <x:c> . <x:a> <x:b> <x:d> .", "second-statement", 21, "new line"),
        ('"x" <x:b> <x:c> .', "literal-subject", 1, "object"),
        ("<x:a> _:b <x:c> .", "blank-predicate", 7, "IRI"),
        ("<a> <x:b> <x:c> .", "bad-iri", 1, "in full"),
        ("<x:a> <x:b c> <x:c> .", "bad-iri", 11, "%20"),
        ('<x:a> <x:b> "open .', "unclosed-literal", 13, "Close it"),
        ('<x:a> <x:b> "\\q" .', "bad-escape", 14, "\\\\"),
        ('<x:a> <x:b> "x"@toolonglanguage .', "bad-language", 16, "@de"),
        ('<x:a> <x:b> "x"^^ .', "missing-datatype", 18, "<object>"),
        ("<<<<<<< HEAD", "merge-conflict", 1, "Keep"),
        ("nonsense", "unexpected", 1, ".ttl"),
    ],
)
@pytest.mark.parametrize("form", [N_TRIPLES, N_QUADS], ids=str)
def test_mistakes_in_lines(line: str, code: str, column: int, hint: str, form: object) -> None:
    text = f'<x:s> <x:p> "é" .\n{line}\n<x:s> <x:p> <x:o> .\n'
    told = found(text, form)
    assert [each[:3] for each in told] == [(code, 2, column)]
    assert hint in told[0][3].hint
    assert len(read(text, form).triples) == 2  # type: ignore[arg-type]


def test_a_graph_in_n_triples() -> None:
    assert [each[:3] for each in found("<x:s> <x:p> <x:o> <x:g> .\n", N_TRIPLES)] == [("graph-in-triples", 1, 19)]


def test_what_only_pyoxigraph_refuses_is_told_where_it_says() -> None:
    told = found("<rdf:RDF>", ox.RdfFormat.RDF_XML)
    assert [code for code, *_ in told] == ["syntax"]


def test_no_more_mistakes_are_told_than_anybody_reads() -> None:
    assert len(read(HEAD + "ex:a ex:p .\n" * 1000).mistakes) == 100


def test_a_long_text_is_judged_by_pyoxigraph_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urbansec.turtle.checking.LARGE", 10)
    assert [(code, line) for code, line, *_ in found(HEAD + "ex:a ex:p .")] == [("syntax", 3)]
