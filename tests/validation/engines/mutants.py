"""Mutants of a set of triples: one thing wrong in each, or several in places that have nothing to do with each other."""

import random
from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NOBODY = ox.NamedNode("https://example.org/nobody")
Operator = Callable[[random.Random, ox.Triple, Sequence[ox.Triple]], list[ox.Triple] | None]
"""Takes a triple and all others; gives what stands in its place, or nothing if it does not apply."""


def mutants(triples: Sequence[ox.Triple], seed: int, count: int, at_once: int = 1) -> Iterator[tuple[list[str], list[ox.Triple]]]:
    """``count`` mutants with ``at_once`` changes each: the names of the operators, and the triples. Each operator gets its turn."""
    rng = random.Random(seed)  # noqa: S311 - data, not secrets
    turn = 0
    for _ in range(count):
        changed = {triple: [triple] for triple in triples}
        names: list[str] = []
        while len(names) < at_once:
            operator = OPERATORS[turn % len(OPERATORS)]
            picked = rng.choice(triples)
            made = operator(rng, picked, triples) if changed[picked] == [picked] else None
            if made is not None:
                changed[picked] = made
                names.append(operator.__name__)
                turn += 1
        yield names, list(dict.fromkeys(triple for place in changed.values() for triple in place))


def _with(triple: ox.Triple, value: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.Triple:
    return ox.Triple(triple.subject, triple.predicate, value)


def drop(_rng: random.Random, _triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Leave the triple out."""
    return []


def another_value(_rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Add a second value much like the first."""
    value = triple.object
    if isinstance(value, ox.Literal):
        text = f"{value.value}1" if value.value.lstrip("-").isdigit() else f"{value.value} x"
        return [triple, _with(triple, ox.Literal(text, language=value.language) if value.language else ox.Literal(text, datatype=value.datatype))]
    return [triple, _with(triple, NOBODY)]


def value_of_another(rng: random.Random, triple: ox.Triple, everything: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Add what another triple says, under the same property."""
    other = rng.choice(everything).object
    assert not isinstance(other, ox.Triple)
    return [triple, _with(triple, other)]


def something_else(rng: random.Random, triple: ox.Triple, everything: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Name something else that the data know in place of what is named: of the wrong class, or from another list."""
    other = rng.choice(everything).object
    named = isinstance(triple.object, ox.NamedNode) and isinstance(other, ox.NamedNode) and triple.predicate != TYPE
    return [_with(triple, other)] if named and not isinstance(other, ox.Triple) else None


def property_of_another(rng: random.Random, triple: ox.Triple, everything: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Say the same with the property of another triple."""
    return [triple, ox.Triple(triple.subject, rng.choice(everything).predicate, triple.object)]


def unknown_property(_rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Say the same with a property that nobody declared."""
    return [triple, ox.Triple(triple.subject, ox.NamedNode("https://example.org/unknown"), triple.object)]


def other_datatype(rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Write the literal with another datatype. Those are left out with which pySHACL departs from the recommendation when it compares."""
    if not isinstance(triple.object, ox.Literal):
        return None
    return [_with(triple, ox.Literal(triple.object.value, datatype=ox.NamedNode(XSD + rng.choice(("string", "gYear", "integer", "anyURI")))))]


def other_language(rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Write the literal with another language."""
    return [_with(triple, ox.Literal(triple.object.value, language=rng.choice(("xx", "en", "de-AT"))))] if isinstance(triple.object, ox.Literal) else None


def other_text(rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Spoil the text: a line break at the end, white space, nothing at all, much too long."""
    if not isinstance(triple.object, ox.Literal) or triple.object.datatype.value.startswith(f"{XSD}d"):
        return None
    value = rng.choice((f"{triple.object.value}\n", f" {triple.object.value}", "", triple.object.value * 20, "?!"))
    language = triple.object.language
    return [_with(triple, ox.Literal(value, language=language) if language else ox.Literal(value))]


def out_of_range(rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Write a number or a date far off."""
    if not isinstance(triple.object, ox.Literal):
        return None
    match triple.object.datatype.value.removeprefix(XSD):
        case "integer" | "decimal" | "nonNegativeInteger":
            return [_with(triple, ox.Literal(rng.choice(("-99999", "9999999999", "0")), datatype=triple.object.datatype))]
        case "date":
            return [_with(triple, ox.Literal(rng.choice(("1700-01-01", "2999-12-31", "2015-02-30")), datatype=triple.object.datatype))]
    return None


def literal_for_iri(_rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Write a text in place of an IRI."""
    return [_with(triple, ox.Literal(triple.object.value))] if isinstance(triple.object, ox.NamedNode) else None


def iri_for_literal(_rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Write an IRI in place of a text."""
    return [_with(triple, NOBODY)] if isinstance(triple.object, ox.Literal) else None


def blank_node(_rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Write a blank node in place of anything. Dates are left alone, for pySHACL ends where it is to compare a blank node."""
    ordered = isinstance(triple.object, ox.Literal) and triple.object.datatype.value.startswith(f"{XSD}d")
    return None if ordered or triple.predicate == TYPE else [_with(triple, ox.BlankNode(f"made{abs(hash(str(triple))) % 1000}"))]


def other_class(rng: random.Random, triple: ox.Triple, everything: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Take something for an instance of another class."""
    if triple.predicate != TYPE:
        return None
    classes = sorted({str(other.object) for other in everything if other.predicate == TYPE})
    return [_with(triple, ox.NamedNode(rng.choice(classes)[1:-1]))]


def other_subject(rng: random.Random, triple: ox.Triple, everything: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Say it of something else."""
    return [ox.Triple(rng.choice(everything).subject, triple.predicate, triple.object)]


def misspelt(_rng: random.Random, triple: ox.Triple, _all: Sequence[ox.Triple]) -> list[ox.Triple] | None:
    """Misspell the subject's IRI, everywhere it would be a new thing without a type."""
    return (
        [ox.Triple(ox.NamedNode(f"{triple.subject.value}-X y".replace(" ", "%20")), triple.predicate, triple.object)]
        if isinstance(triple.subject, ox.NamedNode)
        else None
    )


OPERATORS: tuple[Operator, ...] = (
    drop,
    another_value,
    value_of_another,
    something_else,
    property_of_another,
    unknown_property,
    other_datatype,
    other_language,
    other_text,
    out_of_range,
    literal_for_iri,
    iri_for_literal,
    blank_node,
    other_class,
    other_subject,
    misspelt,
)
