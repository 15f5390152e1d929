"""Where the fast engine and pySHACL are known to differ: which finds what, and what the recommendation says.

Each is tested, so that it is noticed when one of them changes. In all but the last group the fast engine is right; nothing in that
group has to do with shapes, so that ``limits`` cannot see it.
"""

import pytest

from tests.validation.engines import generated
from urbansec.validation.engines import chosen, limits, validate
from urbansec.validation.shapes import ShapesError

# What stands in the data, the constraint, and whether the fast engine and pySHACL report it.
PYSHACL_DEPARTS = {
    "white space is not part of an integer": ('" 5 "^^xsd:integer', "sh:datatype xsd:integer", True, False),
    "a decimal has no exponent": ('"1e3"^^xsd:decimal', "sh:datatype xsd:decimal", True, False),
    "infinity is written INF": ('"inf"^^xsd:double', "sh:datatype xsd:double", True, False),
    "a date alone is no date and time": ('"2020-01-01"^^xsd:dateTime', "sh:datatype xsd:dateTime", True, False),
    "24:00:00 is a time": ('"2020-01-01T24:00:00"^^xsd:dateTime', "sh:datatype xsd:dateTime", False, True),
    "years before Christ are years": ('"-0044-03-15"^^xsd:date', "sh:datatype xsd:date", False, True),
    "years may have five digits": ('"12020-01-01"^^xsd:date', "sh:datatype xsd:date", False, True),
    "a blank node has no length, not even 0": ("_:b", "sh:minLength 0", True, False),
    "a boolean is not below a number": ("true", "sh:maxInclusive 5", True, False),
    "IRIs have no order": ("ex:x", "sh:lessThan ex:q", True, False),
    "a year is not before a date": ('"2019"^^xsd:gYear', 'sh:minInclusive "2018-01-01"^^xsd:date', True, False),
}
THE_FAST_ONE_DEPARTS = {
    "a byte above 127 is no number to compare": ('"200"^^xsd:byte', "sh:minInclusive 1", False, True),
    "a negative number among those that are not": ('"-1"^^xsd:nonNegativeInteger', "sh:maxInclusive 5", False, True),
    "a decimal of more than 18 digits after the point": ('"0.1000000000000000000000000001"^^xsd:decimal', "sh:datatype xsd:decimal", True, False),
}


@pytest.mark.parametrize("what", [*PYSHACL_DEPARTS, *THE_FAST_ONE_DEPARTS])
def test_a_known_difference(what: str) -> None:
    value, constraint, fast, judged = {**PYSHACL_DEPARTS, **THE_FAST_ONE_DEPARTS}[what]
    shapes = generated.read(f"{generated.PREFIXES} ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; {constraint} ] .")
    data = generated.triples([f"ex:a ex:p {value} .", "ex:a ex:q ex:y ."])
    assert (bool(validate(data, shapes, "fast")), bool(validate(data, shapes, "pyshacl"))) == (fast, judged)


def test_pyshacl_ends_on_a_blank_node_that_is_to_be_compared() -> None:
    shapes = generated.read(f"{generated.PREFIXES} ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:lessThan ex:q ] .")
    data = generated.triples(["ex:a ex:p _:b .", "ex:a ex:q 1 ."])
    assert [str(result.value) for result in validate(data, shapes, "fast")] == ["_:b"]
    with pytest.raises(ShapesError, match="compare a BlankNode"):
        validate(data, shapes, "pyshacl")


LIMITED = {
    "sh:sparql": 'sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o }" ]',
    "sh:datatype xsd:hexBinary": "sh:property [ sh:path ex:p ; sh:datatype xsd:hexBinary ]",
    "sh:datatype rdf:HTML": "sh:property [ sh:path ex:p ; sh:datatype rdf:HTML ]",
    "sh:pattern with look-around": 'sh:pattern "a(?=b)"',
    "sh:flags z": 'sh:pattern "a" ; sh:flags "z"',
    "sh:target": "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this WHERE { ?this a ?x }' ]",
    "sh:rule": "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:p ; sh:object ex:o ]",
    "sh:expression": "sh:expression [ sh:path ex:p ]",
}


@pytest.mark.parametrize("construct", LIMITED)
def test_what_the_fast_engine_is_not_trusted_with_is_left_to_pyshacl(construct: str) -> None:
    shapes = generated.read(f"{generated.PREFIXES} ex:S a sh:NodeShape ; sh:targetNode ex:a ; {LIMITED[construct]} .")
    (limit,) = limits(shapes)
    assert limit.construct == construct
    assert len(limit.reason) > 20
    assert chosen(shapes) == "pyshacl"
    assert chosen(shapes, "fast") == "fast"


@pytest.mark.parametrize("pattern", ["^a$", r"\\\\1", "[(?=]", r"\\\\d+", "a(?:b|c)"])
def test_plain_patterns_are_no_limit(pattern: str) -> None:
    shapes = generated.read(f'{generated.PREFIXES} ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:pattern "{pattern}" ; sh:flags "i" .')
    assert limits(shapes) == []


@pytest.mark.parametrize("flags", ["", "i", "s", "m", "x", "q", "im", "sx"])
@pytest.mark.parametrize("pattern", ["^a.c$", "^A.*C $", "c$", "a b", "a.b*c", "^$", "[$]"])
def test_patterns_and_flags_mean_the_same_to_both(pattern: str, flags: str) -> None:
    told = f' ; sh:flags "{flags}"' if flags else ""
    shapes = generated.read(f'{generated.PREFIXES} ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:pattern "{pattern}"{told} ] .')
    values = ["abc", "ABC", "abc\\n", "a\\nc", "xabc", "abc\\nabc", "a.b*c", "ab", "a b", "", "$", "A x C "]
    data = generated.triples([f'ex:a ex:p "{value}" .' for value in values])
    assert validate(data, shapes, "fast") == validate(data, shapes, "pyshacl")
