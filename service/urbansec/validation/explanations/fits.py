"""Whether a term meets the constraints of a shape that concern a term alone: so that no example or hint breaks the very rule it explains.

Constraints that need more than the term (``sh:lessThan``, ``sh:sparql``) are taken as met.
"""

from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from urbansec.queries.shapes.index import Index
from urbansec.queries.shapes.path import Term
from urbansec.validation.explanations.lexical import well_formed
from urbansec.validation.explanations.lookup import Lookup

_DEEPEST = 6
_EMPTY = ox.Store()
_T, _P, _F = ox.Variable("t"), ox.Variable("p"), ox.Variable("f")


def fits(shapes: Index, lookup: Lookup, shape: Term, term: Term, depth: int = 0) -> bool:
    """Whether nothing in ``shape`` that can be judged from the term speaks against it."""
    if depth > _DEEPEST:
        return True
    return (
        _kind_fits(shapes, shape, term)
        and _text_fits(shapes, shape, term)
        and _number_fits(shapes, shape, term)
        and _members_fit(shapes, lookup, shape, term)
        and _properties_fit(shapes, lookup, shape, term, depth + 1)
        and _logic_fits(shapes, lookup, shape, term, depth + 1)
    )


def matches(text: str, pattern: str, flags: str = "") -> bool:
    """Whether SPARQL's REGEX finds the pattern in the text; not if the pattern is broken."""
    substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        _T: ox.Literal(text),
        _P: ox.Literal(pattern),
        _F: ox.Literal(flags),
    }
    answer = _EMPTY.query("SELECT ?t ?p ?f (REGEX(?t, ?p, ?f) AS ?r) {}", substitutions=substitutions)
    row = next(iter(answer)) if isinstance(answer, ox.QuerySolutions) else None
    return row is not None and isinstance(row["r"], ox.Literal) and row["r"].value == "true"


def _kind_fits(shapes: Index, shape: Term, term: Term) -> bool:
    kind = shapes.value(shape, "nodeKind")
    if isinstance(kind, ox.NamedNode):
        own = {ox.NamedNode: "IRI", ox.BlankNode: "BlankNode", ox.Literal: "Literal"}[type(term)]
        if own not in kind.value.rpartition("#")[2]:
            return False
    datatype = shapes.value(shape, "datatype")
    if not isinstance(datatype, ox.NamedNode):
        return True
    return isinstance(term, ox.Literal) and term.datatype == datatype and well_formed(term.value, datatype.value)


def _text_fits(shapes: Index, shape: Term, term: Term) -> bool:
    low, high = shapes.number(shape, "minLength"), shapes.number(shape, "maxLength")
    patterns = shapes.literals(shape, "pattern")
    tags = [tag.value.casefold() for tag in shapes.members(shape, "languageIn") if isinstance(tag, ox.Literal)]
    if shapes.values(shape, "languageIn") and not (isinstance(term, ox.Literal) and _in_range(term.language or "", tags)):
        return False
    if not patterns and low is None and high is None:
        return True
    if isinstance(term, ox.BlankNode):
        return False
    given = "".join(flags.value for flags in shapes.literals(shape, "flags"))
    if not all(matches(term.value, pattern.value, given) for pattern in patterns):
        return False
    return (low is None or len(term.value) >= low) and (high is None or len(term.value) <= high)


def _in_range(tag: str, allowed: list[str]) -> bool:
    return bool(tag) and any(tag.casefold() == one or tag.casefold().startswith(f"{one}-") for one in allowed)


def _number_fits(shapes: Index, shape: Term, term: Term) -> bool:
    names = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
    return all(_within(name, bound, term) for name in names for bound in shapes.values(shape, name))


def _within(name: str, bound: Term, term: Term) -> bool:
    here, there = _number(term), _number(bound)
    if here is not None and there is not None:
        return {"minInclusive": here >= there, "minExclusive": here > there, "maxInclusive": here <= there, "maxExclusive": here < there}[name]
    if isinstance(term, ox.Literal) and isinstance(bound, ox.Literal) and term.datatype == bound.datatype:  # dates of the same kind
        sign = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}[name]
        answer = _EMPTY.query(f"SELECT ?t ?p ((?t {sign} ?p) AS ?r) {{}}", substitutions={_T: term, _P: bound})
        row = next(iter(answer)) if isinstance(answer, ox.QuerySolutions) else None
        return row is not None and isinstance(row["r"], ox.Literal) and row["r"].value == "true"
    return False


def _number(term: Term) -> Decimal | None:
    try:
        number = Decimal(term.value) if isinstance(term, ox.Literal) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _members_fit(shapes: Index, lookup: Lookup, shape: Term, term: Term) -> bool:
    if shapes.values(shape, "in") and term not in shapes.members(shape, "in"):
        return False
    return all(term in lookup.instances(cls) for cls in shapes.iris(shape, "class"))


def _properties_fit(shapes: Index, lookup: Lookup, shape: Term, term: Term, depth: int) -> bool:
    """Whether the resource has the properties that nested property shapes ask for; paths of several steps are not followed."""
    for inner in shapes.values(shape, "property"):
        path = shapes.path(inner)
        if path is None or path.predicate is None:
            continue
        values = [value for verb, value in lookup.statements(term) if verb == path.predicate]
        low, high = shapes.number(inner, "minCount"), shapes.number(inner, "maxCount")
        if (low is not None and len(values) < low) or (high is not None and len(values) > high):
            return False
        if not all(fits(shapes, lookup, inner, value, depth) for value in values):
            return False
    return True


def _logic_fits(shapes: Index, lookup: Lookup, shape: Term, term: Term, depth: int) -> bool:
    def met(inner: Term) -> bool:
        return fits(shapes, lookup, inner, term, depth)

    if not all(met(inner) for inner in (*shapes.values(shape, "node"), *shapes.members(shape, "and"))):
        return False
    # What is told from the term alone may pass where the shape as a whole does not, so that "not" and "exactly one" cannot be judged by it.
    return all(any(met(member) for member in shapes.members(shape, name)) for name in ("or", "xone") if shapes.values(shape, name))
