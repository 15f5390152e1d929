"""What the layout is, piece by piece; each formatted text is its own result."""

from collections.abc import Mapping

import pytest

from urbansec.exchange import statement
from urbansec.formatting import FormattingError, format_text, layout

P = "@prefix ex: <http://example.org/> .\n\n"

LAYOUTS: Mapping[str, tuple[str, str]] = {
    "empty": ("", ""),
    "only white space": (" \n\t\n\n", ""),
    "only comments": ("\n\n# one\n# two\n\n\n\n# three", "# one\n# two\n\n# three\n"),
    "the class first, then sorted": (P + "ex:s ex:z 1; ex:b 2; a ex:T.", P + "ex:s\n  a ex:T ;\n  ex:b 2 ;\n  ex:z 1 .\n"),
    "a blank line between statements": (P + "ex:a a ex:T . ex:b a ex:T .", P + "ex:a\n  a ex:T .\n\nex:b\n  a ex:T .\n"),
    "statements stay where they are": (P + "ex:z a ex:T .\nex:a a ex:T .", P + "ex:z\n  a ex:T .\n\nex:a\n  a ex:T .\n"),
    "prefixes sorted, unused kept": (
        "PREFIX b: <http://b/>\n@prefix a: <http://a/> .\nb:s b:p b:o .",
        "@prefix a: <http://a/> .\n@prefix b: <http://b/> .\n\nb:s\n  b:p b:o .\n",
    ),
    "a comment behind a prefix moves along": (
        "@prefix b: <http://b/> . # b\n# for a\n@prefix a: <http://a/> .",
        "# for a\n@prefix a: <http://a/> .\n@prefix b: <http://b/> . # b\n",
    ),
    "the head of the file stays": (
        "# My data.\n@prefix b: <http://b/> .\n@prefix a: <http://a/> .",
        "# My data.\n@prefix a: <http://a/> .\n@prefix b: <http://b/> .\n",
    ),
    "a comment set apart heads its prefixes": (
        "@prefix z: <http://z/> .\n\n# Others\n@prefix b: <http://b/> .\n@prefix a: <http://a/> .",
        "@prefix z: <http://z/> .\n\n# Others\n@prefix a: <http://a/> .\n@prefix b: <http://b/> .\n",
    ),
    "a prefix with two meanings keeps its places": (
        "@prefix b: <http://b/> .\n@prefix a: <http://1/> .\n@prefix a: <http://2/> .\na:s a:p a:o .",
        "@prefix b: <http://b/> .\n@prefix a: <http://1/> .\n@prefix a: <http://2/> .\n\na:s\n  a:p a:o .\n",
    ),
    "a base keeps its place": (
        "@prefix b: <b/> .\nBASE <http://x/>\n@prefix a: <a/> .",
        "@prefix b: <b/> .\n@base <http://x/> .\n@prefix a: <a/> .\n",
    ),
    "names among values are sorted": (P + "ex:s ex:p ex:b, ex:a, <http://example.org/c> .", P + "ex:s\n  ex:p <http://example.org/c>, ex:a, ex:b .\n"),
    "texts and collections keep their order": (P + 'ex:s ex:p "b"@en, "a"@de, ( ex:b ex:a ) .', P + 'ex:s\n  ex:p "b"@en, "a"@de, ( ex:b ex:a ) .\n'),
    "a list too long for a line": (
        P + f"ex:s ex:p {', '.join(f'ex:a-name-that-is-long-{i}' for i in range(5))} .",
        P + "ex:s\n  ex:p\n" + " ,\n".join(f"    ex:a-name-that-is-long-{i}" for i in range(5)) + " .\n",
    ),
    "brackets too long for a line": (
        P + f'ex:s ex:p [ ex:b "{"b" * 60}" ; ex:a "{"a" * 60}" ] .',
        P + f'ex:s\n  ex:p [\n    ex:a "{"a" * 60}" ;\n    ex:b "{"b" * 60}"\n  ] .\n',
    ),
    "a collection too long for a line": (
        P + f"ex:s ex:p ({' '.join(['ex:name'] * 20)}) .",
        P + "ex:s\n  ex:p (\n" + "    ex:name\n" * 20 + "  ) .\n",
    ),
    "a comment moves with its predicate": (
        P + "ex:s\n  # of b\n  ex:b 1 ; # behind b\n  # of a\n  ex:a 2 . # behind a\n",
        P + "ex:s\n  # of a\n  ex:a 2 ; # behind a\n  # of b\n  ex:b 1 . # behind b\n",
    ),
    "a comment moves with its value": (
        P + "ex:s ex:p\n  ex:b , # b\n  # above a\n  ex:a . # a\n",
        P + "ex:s\n  ex:p\n    # above a\n    ex:a , # a\n    ex:b . # b\n",
    ),
    "a predicate that somebody took out": (P + "ex:s ex:p 1 ;\n # ex:q 2 ;\n .", P + "ex:s\n  ex:p 1\n  # ex:q 2 ;\n  .\n"),
    "comments at the end of brackets": (
        P + "ex:s ex:p [ ex:q 1 # q\n # end\n ] , ( 1 # 1\n # last\n ) .",
        P + "ex:s\n  ex:p\n    [\n      ex:q 1 # q\n      # end\n    ] ,\n    (\n      1 # 1\n      # last\n    ) .\n",
    ),
    "a comment before the datatype": (P + 'ex:s ex:p "1"^^ # why\n ex:T .', P + 'ex:s\n  ex:p\n    # why\n    "1"^^ex:T .\n'),
    "literals of several lines": (P + 'ex:s ex:p """a\r\n  # b\n\n\tc  \n"""@en ; a ex:T .', P + 'ex:s\n  a ex:T ;\n  ex:p """a\r\n  # b\n\n\tc  \n"""@en .\n'),
    "a dot that is part of nothing": (
        P + "ex:s ex:p ex:o.\nex:t ex:p 1.\nex:u ex:p 1.5.",
        P + "ex:s\n  ex:p ex:o .\n\nex:t\n  ex:p 1 .\n\nex:u\n  ex:p 1.5 .\n",
    ),
    "a subject in brackets": (P + "[ a ex:T ] .\n[] a ex:T .\n( 1 ) a ex:T .", P + "[ a ex:T ] .\n\n[]\n  a ex:T .\n\n( 1 )\n  a ex:T .\n"),
    "shapes are read as sentences": (
        '@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n<a> sh:message "m" ; sh:minCount 1 ; sh:path <p> ; sh:severity sh:Info ; a <T> .',
        '@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n<a>\n  a <T> ;\n  sh:path <p> ;\n  sh:minCount 1 ;\n  sh:severity sh:Info ;\n  sh:message "m" .\n',
    ),
    "graphs": (
        P + "ex:g{ex:s a ex:T}GRAPH ex:h { ex:s a ex:T . ex:t a ex:T . # t\n # end\n } # h\n { }",
        P + "ex:g {\n  ex:s\n    a ex:T .\n}\n\nGRAPH ex:h {\n  ex:s\n    a ex:T .\n\n  ex:t\n    a ex:T . # t\n  # end\n} # h\n\n{\n}\n",
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    text, expected = LAYOUTS[name]
    assert format_text(text) == expected
    assert format_text(expected) == expected


def test_line_ends_stay_as_the_first_is_and_those_in_literals_as_they_are() -> None:
    assert format_text('<s>\r\n<p> """a\nb""" ;\n<o> 1 .') == '<s>\r\n  <o> 1 ;\r\n  <p> """a\nb""" .\r\n'
    assert format_text('<s>\n<p> """a\r\nb""" ;\r\n<o> 1 .') == '<s>\n  <o> 1 ;\n  <p> """a\r\nb""" .\n'


def test_a_very_long_literal_stays_as_it_is() -> None:
    literal = '"' + 'ü# \\" ' * 200_000 + '"'
    assert format_text(f"<s> <p> {literal}, <o> .") == f"<s>\n  <p>\n    {literal} ,\n    <o> .\n"


def test_what_the_formatter_does_not_know_is_told() -> None:
    for text, what in (("<s> <p> <<( <a> <b> <c> )>> .", "'<<('"), (f"<s> <p> {'[ <p> ' * 5000}{']' * 5000} .", "too deeply")):
        with pytest.raises(FormattingError, match="".join(f"[{c}]" if c in "<(" else c for c in what)):
            format_text(text)


def test_import_and_formatter_break_lines_at_the_same_width() -> None:
    """Else what ``urbansec import`` writes would be changed by the next ``urbansec fmt``."""
    assert layout.WIDTH == statement.WIDTH
