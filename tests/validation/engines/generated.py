"""Small random graphs and random shapes that use every core constraint component, for comparisons of one way of validating with another."""

import random

import pyoxigraph as ox

from urbansec.validation.shapes import Shapes

PREFIXES = """@prefix ex: <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = ("ex:a", "ex:b", "ex:c", "ex:d", "_:e", "_:f", "ex:A", "ex:B", "ex:C")
CLASSES = ("ex:A", "ex:B", "ex:C")
PROPERTIES = ("ex:p", "ex:q", "ex:r")
LITERALS = ('"x"', '"xyz"', '"x"@en', '"y"@de', '"z"@en-GB', "1", "2", "3.5", "true", '"2020-01-01"^^xsd:date', '"2021-05-05"^^xsd:date', '"x"^^xsd:integer')
COMPARED = ("ex:n", "ex:m")
NUMBERS = ("0", "1", "2", "3")
KINDS = ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")


def graph(rng: random.Random, size: int = 25) -> list[str]:
    """Triples in Turtle, one to a line. Literals stand where they can be compared with each other."""
    found = {f"{rng.choice(NODES)} {_predicate_and_object(rng)} ." for _ in range(size)}
    return sorted(found)


def triples(lines: list[str]) -> list[ox.Triple]:
    """The lines parsed."""
    return [quad.triple for quad in ox.parse((PREFIXES + "\n".join(lines)).encode(), format=ox.RdfFormat.TURTLE)]


def _predicate_and_object(rng: random.Random) -> str:
    match rng.randrange(9):
        case 8:
            return f"{rng.choice(COMPARED)} {rng.choice(LITERALS[5:8])}"
        case 0 | 1:
            return f"a {rng.choice(CLASSES)}"
        case 2:
            return f"rdfs:subClassOf {rng.choice(CLASSES)}"
        case 3 | 4:
            return f"{rng.choice(PROPERTIES)} {rng.choice(LITERALS)}"
    return f"{rng.choice(PROPERTIES)} {rng.choice(NODES)}"


def shapes(rng: random.Random, size: int = 3) -> str:
    """Some node shapes in Turtle; a shape uses only shapes before it, so that none needs itself."""
    text = [PREFIXES]
    for number in range(size):
        target = rng.choice((
            f"sh:targetClass {rng.choice(CLASSES)}",
            f"sh:targetNode {rng.choice([n for n in NODES if not n.startswith('_')])}, {rng.choice(('1', 'ex:a', 'ex:zzz'))}",
            f"sh:targetSubjectsOf {rng.choice(PROPERTIES)}",
            f"sh:targetObjectsOf {rng.choice(PROPERTIES)}",
        ))  # fmt: skip
        # Most parameters may be given once only.
        body = " ; ".join({text.split()[0]: text for text in (_constraint(rng, number, depth=2) for _ in range(rng.randint(1, 3)))}.values())
        switched = " ; sh:deactivated true" if rng.random() < 0.05 else ""
        text.append(f"ex:S{number} a sh:NodeShape ; {target} ; {_closed(rng)}{body}{switched} .")
    if rng.random() < 0.3:
        text.append("ex:A a rdfs:Class, sh:NodeShape ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .")
    return "\n".join(text)


def read(text: str) -> Shapes:
    """The shapes of a text, checked."""
    made = Shapes(quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    made.check()
    return made


def _closed(rng: random.Random) -> str:
    return f"sh:closed true ; sh:ignoredProperties ( rdf:type {rng.choice(PROPERTIES)} ) ; " if rng.random() < 0.15 else ""


def _constraint(rng: random.Random, number: int, depth: int) -> str:
    if rng.random() < 0.6:
        return f"sh:property {_property(rng, number, depth)}"
    return _value_constraint(rng, number, depth)


def _property(rng: random.Random, number: int, depth: int) -> str:
    if rng.random() < 0.35:
        own = rng.choice((
            f"sh:minCount {rng.choice(NUMBERS)}",
            f"sh:maxCount {rng.choice(NUMBERS)}",
            "sh:uniqueLang true",
            # Of literals only: pySHACL compares IRIs by their text, and ends where it meets a blank node.
            f"sh:minCount 0 ] , [ sh:path {rng.choice(COMPARED)} ; sh:{rng.choice(('lessThan', 'lessThanOrEquals'))} {rng.choice(COMPARED)}",
            f"sh:qualifiedValueShape {_shape(rng, number, depth - 1)} ; sh:qualifiedM{rng.choice(('inCount 2', 'axCount 1', 'inCount 1'))}",
        ))  # fmt: skip
    else:
        own = _value_constraint(rng, number, depth)
    return f"[ sh:path {path(rng)} ; {own} ]"


def path(rng: random.Random, depth: int = 2) -> str:
    """A property path in Turtle."""
    if depth == 0 or rng.random() < 0.6:
        return rng.choice((*PROPERTIES, "rdf:type"))
    inner = path(rng, depth - 1)
    match rng.randrange(6):
        case 0:
            return f"[ sh:inversePath {inner} ]"
        case 1:
            return f"( {inner} {path(rng, depth - 1)} )"
        case 2:
            return f"[ sh:alternativePath ( {inner} {path(rng, depth - 1)} ) ]"
        case sign:
            return f"[ sh:{('zeroOrMore', 'oneOrMore', 'zeroOrOne')[sign - 3]}Path {inner} ]"


def _shape(rng: random.Random, number: int, depth: int) -> str:
    if number and rng.random() < 0.4:
        return f"ex:S{rng.randrange(number)}"
    return f"[ {_constraint(rng, number, max(depth, 0))} ]"


def _value_constraint(rng: random.Random, number: int, depth: int) -> str:
    simple = (
        f"sh:class {rng.choice(CLASSES)}",
        f"sh:datatype xsd:{rng.choice(('string', 'integer', 'date', 'decimal', 'boolean'))}",
        f"sh:nodeKind sh:{rng.choice(KINDS)}",
        f"sh:minInclusive {rng.choice(NUMBERS)}",
        f"sh:minExclusive {rng.choice(NUMBERS)}",
        f"sh:minLength {rng.randint(1, 4)}",
        f"sh:maxLength {rng.randint(0, 4)}",
        f'sh:pattern "{rng.choice(("^x", "x$", "^http", "[0-9]+", "^X"))}" ; sh:flags "i"',
        f'sh:pattern "{rng.choice(("^x", "x$", "^http", "[0-9]+", "^X"))}"',
        f'sh:languageIn ( "{rng.choice(("en", "de", "en-GB"))}" "fr" )',
        f"sh:equals {rng.choice(PROPERTIES)}",
        f"sh:disjoint {rng.choice(PROPERTIES)}",
        f"sh:hasValue {rng.choice((*LITERALS, 'ex:a', 'ex:b'))}",
        f"sh:in ( {' '.join(rng.sample((*LITERALS, 'ex:a', 'ex:b', 'ex:c'), 4))} )",
    )
    if depth <= 0 or rng.random() < 0.7:
        return rng.choice(simple)
    match rng.randrange(4):
        case 0:
            return f"sh:not {_shape(rng, number, depth - 1)}"
        case 1:
            return f"sh:node {_shape(rng, number, depth - 1)}"
        case _:
            members = " ".join(_shape(rng, number, depth - 1) for _ in range(rng.randint(1, 3)))
            return f"sh:{rng.choice(('and', 'or', 'xone'))} ( {members} )"
